"""The credential endpoint, in the runtime it is deployed to."""

import pytest

pytest.register_assert_rewrite("tests.worker.running")
