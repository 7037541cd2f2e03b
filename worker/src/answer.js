// Three answers there are: the keys, one refusal whatever the reason, and "it lives".

const HEADERS = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

/** @param {Record<string, string>} keys */
export function given(keys) {
  return Response.json(keys, { headers: HEADERS });
}

/** A status of its own for too many requests or a wrong path would tell what to try next. */
export function refusal() {
  return Response.json({ error: "refused" }, { status: 403, headers: HEADERS });
}

export function alive() {
  return new Response("ok\n", {
    headers: { ...HEADERS, "Content-Type": "text/plain; charset=utf-8" },
  });
}

/**
 * What `work` comes to, told at the end of the step in which it was done.
 *
 * The clock starts with the request, so that how far a key or token got shows in no answer: all that
 * takes less than a step takes one.
 *
 * @template T
 * @param {number} step milliseconds
 * @param {Promise<T>} work
 */
export async function inSteps(step, work) {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  do await scheduler.wait(step);
  while (!done);
  return work;
}
