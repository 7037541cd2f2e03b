"""For processes a test starts with this folder on PYTHONPATH: the clock says what TEST_CLOCK says.

So the scripts themselves need no way to be told another time than the machine's.
"""

import os

import time_machine

if moment := os.environ.get("TEST_CLOCK"):
    time_machine.travel(moment, tick=True).start()
