-- growth_pairs
WITH `recorded_1` AS (
  SELECT
    `files_13`.`date` AS `date`,
    `files_13`.`artist` AS `artist`,
    `files_13`.`platform` AS `platform`,
    `files_13`.`metric` AS `metric`,
    `files_13`.`subject` AS `subject`,
    `files_13`.`country` AS `country`,
    `files_13`.`value` AS `value`,
    `files_13`.`state` AS `state`,
    `files_13`.`resolution` AS `resolution`,
    `files_13`.`source` AS `source`,
    `files_13`.`detail` AS `detail`,
    `files_13`.`collected_at` AS `collected_at`
  FROM `files_13` AS `files_13`
)
SELECT
  `r`.`artist` AS `artist`,
  `r`.`platform` AS `platform`,
  `r`.`metric` AS `metric`,
  `r`.`subject` AS `subject`,
  `r`.`country` AS `country`,
  `r`.`source` AS `source`,
  `r`.`row_date` AS `row_date`,
  `r`.`last_row` AS `last_row`,
  `r`.`date` AS `date`,
  `r`.`had` AS `had`,
  `r`.`measured` AS `measured`,
  `t`.`trust` AS `trust`
FROM (
  SELECT
    `recent`.`artist` AS `artist`,
    `recent`.`platform` AS `platform`,
    `recent`.`metric` AS `metric`,
    `recent`.`subject` AS `subject`,
    `recent`.`country` AS `country`,
    `recent`.`source` AS `source`,
    MAX(`recent`.`date`) AS `row_date`,
    MAX_BY(
      NAMED_STRUCT('state', `recent`.`state`, 'detail', `recent`.`detail`),
      `recent`.`date`
    ) AS `last_row`,
    MAX(CASE WHEN `recent`.`state` = 'measured' THEN `recent`.`date` END) AS `date`,
    MAX_BY(
      NAMED_STRUCT('value', `recent`.`value`, 'resolution', `recent`.`resolution`),
      CASE WHEN `recent`.`state` = 'measured' THEN `recent`.`date` END
    ) AS `had`,
    COLLECT_SET(
      CASE
        WHEN `recent`.`state` = 'measured'
        THEN CAST((
          DATEDIFF(`recent`.`date`, CAST('2026-09-14' AS DATE))
        ) AS INT)
      END
    ) AS `measured`
  FROM (
    (
      SELECT
        `recorded`.`date` AS `date`,
        `recorded`.`artist` AS `artist`,
        `recorded`.`platform` AS `platform`,
        `recorded`.`metric` AS `metric`,
        `recorded`.`subject` AS `subject`,
        `recorded`.`country` AS `country`,
        `recorded`.`value` AS `value`,
        `recorded`.`state` AS `state`,
        `recorded`.`resolution` AS `resolution`,
        `recorded`.`source` AS `source`,
        `recorded`.`detail` AS `detail`
      FROM `recorded_1` AS `recorded`
    )
  ) AS `recent`
  WHERE
    (
      NULL IS NULL OR `recent`.`artist` = NULL
    )
    AND (
      FALSE OR `recent`.`subject` = ''
    )
  GROUP BY
    `recent`.`artist`,
    `recent`.`platform`,
    `recent`.`metric`,
    `recent`.`subject`,
    `recent`.`country`,
    `recent`.`source`
) AS `r`
LEFT JOIN `source_trust` AS `t`
  ON `r`.`source` = `t`.`source`;

-- growth_pairs
SELECT
  `reach`.`artist` AS `artist`,
  `reach`.`platform` AS `platform`,
  `reach`.`metric` AS `metric`,
  `reach`.`subject` AS `subject`,
  `reach`.`country` AS `country`,
  `reach`.`source` AS `source`,
  `reach`.`date` AS `date`,
  `reach`.`had`.`value` AS `value`,
  `reach`.`had`.`resolution` AS `resolution`,
  `reach`.`trust` AS `trust`,
  DATEDIFF(CAST('2026-09-30' AS DATE), `reach`.`date`) AS `age`
FROM `reach` AS `reach`
WHERE
  NOT `reach`.`date` IS NULL;

-- growth_pairs
WITH `recorded_1` AS (
  SELECT
    `files_13`.`date` AS `date`,
    `files_13`.`artist` AS `artist`,
    `files_13`.`platform` AS `platform`,
    `files_13`.`metric` AS `metric`,
    `files_13`.`subject` AS `subject`,
    `files_13`.`country` AS `country`,
    `files_13`.`value` AS `value`,
    `files_13`.`state` AS `state`,
    `files_13`.`resolution` AS `resolution`,
    `files_13`.`source` AS `source`,
    `files_13`.`detail` AS `detail`,
    `files_13`.`collected_at` AS `collected_at`
  FROM `files_13` AS `files_13`
)
SELECT
  `p`.`artist` AS `artist`,
  `p`.`platform` AS `platform`,
  `p`.`metric` AS `metric`,
  `p`.`subject` AS `subject`,
  `p`.`country` AS `country`,
  `p`.`now_source` AS `now_source`,
  `p`.`now_date` AS `now_date`,
  `p`.`now` AS `now`,
  `p`.`now_resolution` AS `now_resolution`,
  `p`.`now_trust` AS `now_trust`,
  `p`.`age` AS `age`,
  `p`.`of_source` AS `of_source`,
  `p`.`then`.`source` AS `then_source`,
  `p`.`then`.`date` AS `then_date`,
  `p`.`then`.`value` AS `then`,
  `t`.`trust` AS `then_trust`,
  GREATEST(`p`.`now_resolution`, `p`.`then`.`resolution`) AS `resolution`,
  ABS(DATEDIFF(`p`.`then`.`date`, (
    DATE_SUB(`p`.`now_date`, CAST(7 AS INT))
  ))) AS `distance`
FROM (
  SELECT
    `n`.`artist` AS `artist`,
    `n`.`platform` AS `platform`,
    `n`.`metric` AS `metric`,
    `n`.`subject` AS `subject`,
    `n`.`country` AS `country`,
    `n`.`source` AS `now_source`,
    `n`.`date` AS `now_date`,
    `n`.`value` AS `now`,
    `n`.`resolution` AS `now_resolution`,
    `n`.`trust` AS `now_trust`,
    `n`.`age` AS `age`,
    `r`.`source` AS `of_source`,
    MIN_BY(
      NAMED_STRUCT(
        'source',
        `r`.`source`,
        'date',
        `r`.`date`,
        'value',
        `r`.`value`,
        'resolution',
        `r`.`resolution`
      ),
      NAMED_STRUCT(
        'distance',
        ABS(DATEDIFF(`r`.`date`, (
          DATE_SUB(`n`.`date`, CAST(7 AS INT))
        ))),
        'date',
        `r`.`date`
      )
    ) AS `then`
  FROM `newest` AS `n`
  JOIN (
    (
      SELECT
        `recorded`.`date` AS `date`,
        `recorded`.`artist` AS `artist`,
        `recorded`.`platform` AS `platform`,
        `recorded`.`metric` AS `metric`,
        `recorded`.`subject` AS `subject`,
        `recorded`.`country` AS `country`,
        `recorded`.`value` AS `value`,
        `recorded`.`state` AS `state`,
        `recorded`.`resolution` AS `resolution`,
        `recorded`.`source` AS `source`,
        `recorded`.`detail` AS `detail`
      FROM `recorded_1` AS `recorded`
    )
  ) AS `r`
    ON `n`.`artist` = `r`.`artist`
    AND `n`.`platform` = `r`.`platform`
    AND `n`.`metric` = `r`.`metric`
    AND `n`.`subject` = `r`.`subject`
    AND `n`.`country` = `r`.`country`
  WHERE
    `r`.`state` = 'measured'
    AND `n`.`age` <= 7
    AND `r`.`date` < `n`.`date`
    AND `r`.`date` BETWEEN DATE_SUB(DATE_SUB(DATE_SUB(CAST('2026-09-30' AS DATE), CAST(7 AS INT)), CAST(3 AS INT)), 7) AND DATE_ADD(DATE_SUB(CAST('2026-09-30' AS DATE), CAST(7 AS INT)), CAST(3 AS INT))
    AND ABS(DATEDIFF(`r`.`date`, (
      DATE_SUB(`n`.`date`, CAST(7 AS INT))
    ))) <= CAST(3 AS INT)
  GROUP BY
    `n`.`artist`,
    `n`.`platform`,
    `n`.`metric`,
    `n`.`subject`,
    `n`.`country`,
    `n`.`source`,
    `n`.`date`,
    `n`.`value`,
    `n`.`resolution`,
    `n`.`trust`,
    `n`.`age`,
    `r`.`source`
) AS `p`
LEFT JOIN `source_trust` AS `t`
  ON `t`.`source` = `p`.`then`.`source`;

-- growth_pairs
SELECT
  `newest`.`artist` AS `artist`,
  `newest`.`platform` AS `platform`,
  `newest`.`metric` AS `metric`,
  `newest`.`subject` AS `subject`,
  `newest`.`country` AS `country`,
  `newest`.`source` AS `source`
FROM `newest` AS `newest`
WHERE
  `newest`.`age` BETWEEN 3 AND 7
UNION
SELECT
  `pair`.`artist` AS `artist`,
  `pair`.`platform` AS `platform`,
  `pair`.`metric` AS `metric`,
  `pair`.`subject` AS `subject`,
  `pair`.`country` AS `country`,
  `pair`.`now_source` AS `now_source`
FROM `pair` AS `pair`
WHERE
  `pair`.`distance` > CAST(1 AS INT)
EXCEPT
SELECT
  `pair`.`artist` AS `artist`,
  `pair`.`platform` AS `platform`,
  `pair`.`metric` AS `metric`,
  `pair`.`subject` AS `subject`,
  `pair`.`country` AS `country`,
  `pair`.`now_source` AS `now_source`
FROM `pair` AS `pair`
WHERE
  `pair`.`now_source` = `pair`.`then_source`
  AND `pair`.`age` <= 2
  AND `pair`.`distance` <= CAST(1 AS INT);

-- growth_undecided
SELECT
  TRUE AS `some`
FROM `undecided` AS `undecided`
LIMIT 1;

-- growth_weekly_none
SELECT
  `undecided`.`artist` AS `artist`,
  `undecided`.`platform` AS `platform`,
  `undecided`.`metric` AS `metric`,
  `undecided`.`subject` AS `subject`,
  `undecided`.`country` AS `country`,
  `undecided`.`source` AS `source`
FROM `undecided` AS `undecided`
WHERE
  FALSE;

-- growth_calendar growth_own_account growth_told in_order
WITH `chosen_4` AS (
  SELECT
    `_all`.`artist` AS `artist`,
    `_all`.`platform` AS `platform`,
    `_all`.`metric` AS `metric`,
    `_all`.`subject` AS `subject`,
    `_all`.`country` AS `country`,
    `_all`.`now_source` AS `now_source`,
    `_all`.`now_date` AS `now_date`,
    `_all`.`now` AS `now`,
    `_all`.`now_resolution` AS `now_resolution`,
    `_all`.`now_trust` AS `now_trust`,
    `_all`.`age` AS `age`,
    `_all`.`of_source` AS `of_source`,
    `_all`.`then_source` AS `then_source`,
    `_all`.`then_date` AS `then_date`,
    `_all`.`then` AS `then`,
    `_all`.`then_trust` AS `then_trust`,
    `_all`.`resolution` AS `resolution`,
    `_all`.`distance` AS `distance`
  FROM (
    SELECT
      `p`.`artist` AS `artist`,
      `p`.`platform` AS `platform`,
      `p`.`metric` AS `metric`,
      `p`.`subject` AS `subject`,
      `p`.`country` AS `country`,
      `p`.`now_source` AS `now_source`,
      `p`.`now_date` AS `now_date`,
      `p`.`now` AS `now`,
      `p`.`now_resolution` AS `now_resolution`,
      `p`.`now_trust` AS `now_trust`,
      `p`.`age` AS `age`,
      `p`.`of_source` AS `of_source`,
      `p`.`then_source` AS `then_source`,
      `p`.`then_date` AS `then_date`,
      `p`.`then` AS `then`,
      `p`.`then_trust` AS `then_trust`,
      `p`.`resolution` AS `resolution`,
      `p`.`distance` AS `distance`,
      ROW_NUMBER() OVER (
        PARTITION BY `p`.`artist`, `p`.`platform`, `p`.`metric`, `p`.`subject`, `p`.`country`
        ORDER BY (
          `p`.`now_source` <> `p`.`then_source`
        ) NULLS LAST, `p`.`now_date` DESC, `p`.`now_trust` NULLS LAST, `p`.`distance` NULLS LAST, `p`.`then_date` NULLS LAST, `p`.`then_trust` NULLS LAST, `p`.`now_source` NULLS LAST, `p`.`then_source` NULLS LAST
      ) AS `_asked_0`
    FROM `pair` AS `p`
    LEFT JOIN `weekly` AS `w`
      ON (
        `w`.`artist` = `p`.`artist`
        AND `w`.`platform` = `p`.`platform`
        AND `w`.`metric` = `p`.`metric`
        AND `w`.`subject` = `p`.`subject`
        AND `w`.`country` = `p`.`country`
        AND `w`.`source` = `p`.`now_source`
      )
    WHERE
      `p`.`age` <= IF(`w`.`source` IS NULL, 2, 7)
      AND `p`.`distance` <= IF(`w`.`source` IS NULL, CAST(1 AS INT), CAST(3 AS INT))
  ) AS `_all`
  WHERE
    `_all`.`_asked_0` = 1
), `alone_5` AS (
  SELECT
    `n`.`artist` AS `artist`,
    `n`.`platform` AS `platform`,
    `n`.`metric` AS `metric`,
    `n`.`subject` AS `subject`,
    `n`.`country` AS `country`,
    MIN_BY(
      NAMED_STRUCT(
        'date',
        `n`.`date`,
        'value',
        `n`.`value`,
        'resolution',
        `n`.`resolution`,
        'source',
        `n`.`source`
      ),
      NAMED_STRUCT('age', `n`.`age`, 'trust', COALESCE(`n`.`trust`, 1000), 'source', `n`.`source`)
    ) AS `now`
  FROM `newest` AS `n`
  LEFT JOIN `weekly` AS `w`
    ON `n`.`artist` = `w`.`artist`
    AND `n`.`platform` = `w`.`platform`
    AND `n`.`metric` = `w`.`metric`
    AND `n`.`subject` = `w`.`subject`
    AND `n`.`country` = `w`.`country`
    AND `n`.`source` = `w`.`source`
  WHERE
    `n`.`age` <= IF(`w`.`source` IS NULL, 2, 7)
  GROUP BY
    `n`.`artist`,
    `n`.`platform`,
    `n`.`metric`,
    `n`.`subject`,
    `n`.`country`
), `ended_6` AS (
  SELECT
    `l`.`artist` AS `artist`,
    `l`.`platform` AS `platform`,
    `l`.`metric` AS `metric`,
    `l`.`subject` AS `subject`,
    `l`.`country` AS `country`,
    COALESCE(`c`.`now`, `a`.`now`.`value`) AS `now`,
    COALESCE(`c`.`now_date`, `a`.`now`.`date`) AS `now_date`,
    COALESCE(`c`.`now_source`, `a`.`now`.`source`) AS `now_source`,
    `c`.`then` AS `then`,
    `c`.`then_date` AS `then_date`,
    `c`.`then_source` AS `then_source`,
    COALESCE(`c`.`resolution`, `a`.`now`.`resolution`) AS `resolution`,
    COALESCE(`c`.`now_resolution`, `a`.`now`.`resolution`) AS `now_resolution`,
    `l`.`last_date` AS `last_date`,
    `l`.`last_row`.`state` AS `state`,
    `l`.`last_row`.`detail` AS `detail`,
    `l`.`measured` AS `measured`
  FROM (
    SELECT
      `reach`.`artist` AS `artist`,
      `reach`.`platform` AS `platform`,
      `reach`.`metric` AS `metric`,
      `reach`.`subject` AS `subject`,
      `reach`.`country` AS `country`,
      MAX_BY(
        `reach`.`last_row`,
        CASE
          WHEN NOT `reach`.`last_row` IS NULL
          THEN NAMED_STRUCT('row_date', `reach`.`row_date`, 'best', -COALESCE(`reach`.`trust`, 1000))
        END
      ) AS `last_row`,
      MAX(`reach`.`date`) AS `last_date`,
      ARRAY_DISTINCT(FLATTEN(COLLECT_LIST(`reach`.`measured`))) AS `measured`
    FROM `reach` AS `reach`
    GROUP BY
      `reach`.`artist`,
      `reach`.`platform`,
      `reach`.`metric`,
      `reach`.`subject`,
      `reach`.`country`
  ) AS `l`
  LEFT JOIN `chosen_4` AS `c`
    ON `l`.`artist` = `c`.`artist`
    AND `l`.`platform` = `c`.`platform`
    AND `l`.`metric` = `c`.`metric`
    AND `l`.`subject` = `c`.`subject`
    AND `l`.`country` = `c`.`country`
  LEFT JOIN `alone_5` AS `a`
    ON COALESCE(`l`.`artist`, `c`.`artist`) = `a`.`artist`
    AND COALESCE(`l`.`platform`, `c`.`platform`) = `a`.`platform`
    AND COALESCE(`l`.`metric`, `c`.`metric`) = `a`.`metric`
    AND COALESCE(`l`.`subject`, `c`.`subject`) = `a`.`subject`
    AND COALESCE(`l`.`country`, `c`.`country`) = `a`.`country`
), `answer_3` AS (
  SELECT
    `ended`.`artist` AS `artist`,
    `ended`.`platform` AS `platform`,
    `ended`.`metric` AS `metric`,
    `ended`.`subject` AS `subject`,
    `ended`.`country` AS `country`,
    `ended`.`now` AS `now`,
    `ended`.`now_date` AS `now_date`,
    `ended`.`now_source` AS `now_source`,
    `ended`.`then` AS `then`,
    `ended`.`then_date` AS `then_date`,
    `ended`.`then_source` AS `then_source`,
    `ended`.`resolution` AS `resolution`,
    `ended`.`now_resolution` AS `now_resolution`,
    `ended`.`last_date` AS `last_date`,
    `ended`.`state` AS `state`,
    `ended`.`detail` AS `detail`,
    COALESCE(
      CASE
        WHEN NOT `ended`.`measured` IS NULL
        THEN SIZE(
          FILTER(
            `ended`.`measured`,
            `b` -> `b` >= (
              CAST((
                DATEDIFF(
                  COALESCE(`ended`.`now_date`, CAST('2026-09-30' AS DATE)),
                  CAST('2026-09-14' AS DATE)
                ) - CAST(7 AS INT) + 2
              ) AS INT)
            ) - 1
            AND `b` < (
              CAST((
                DATEDIFF(
                  COALESCE(`ended`.`now_date`, CAST('2026-09-30' AS DATE)),
                  CAST('2026-09-14' AS DATE)
                ) - CAST(7 AS INT) + 2
              ) AS INT)
            ) - 1 + (
              CAST(7 AS INT)
            )
          )
        )
      END,
      0
    ) AS `days_measured`,
    CAST(NULL AS BOOLEAN) AS `blank`
  FROM `ended_6` AS `ended`
), `answer_2` AS (
  SELECT
    `answer`.`artist` AS `artist`,
    `answer`.`platform` AS `platform`,
    `answer`.`metric` AS `metric`,
    `answer`.`subject` AS `subject`,
    `answer`.`country` AS `country`,
    `answer`.`now` AS `now`,
    `answer`.`now_date` AS `now_date`,
    `answer`.`now_source` AS `now_source`,
    `answer`.`then_source` AS `then_source`,
    `answer`.`resolution` AS `resolution`,
    `answer`.`now_resolution` AS `now_resolution`,
    `answer`.`last_date` AS `last_date`,
    `answer`.`state` AS `state`,
    `answer`.`detail` AS `detail`,
    `answer`.`days_measured` AS `days_measured`,
    `answer`.`blank` AS `blank`,
    `c`.`since` AS `another_since`,
    IF(`c`.`since` IS NULL, `answer`.`then`, NULL) AS `then`,
    IF(`c`.`since` IS NULL, `answer`.`then_date`, NULL) AS `then_date`
  FROM `answer_3` AS `answer`
  LEFT JOIN (
    SELECT
      `e`.`artist` AS `artist`,
      `e`.`platform` AS `platform`,
      `e`.`metric` AS `metric`,
      `e`.`subject` AS `subject`,
      `e`.`country` AS `country`,
      MAX(`b`.`date`) AS `since`
    FROM `answer_3` AS `e`
    JOIN `another_account` AS `b`
      ON `b`.`artist` = `e`.`artist`
      AND `b`.`date` > `e`.`then_date`
      AND `b`.`date` <= `e`.`now_date`
      AND `b`.`account` IN (`e`.`platform`, `e`.`now_source`, `e`.`then_source`)
    GROUP BY
      `e`.`artist`,
      `e`.`platform`,
      `e`.`metric`,
      `e`.`subject`,
      `e`.`country`
  ) AS `c`
    ON `answer`.`artist` = `c`.`artist`
    AND `answer`.`platform` = `c`.`platform`
    AND `answer`.`metric` = `c`.`metric`
    AND `answer`.`subject` = `c`.`subject`
    AND `answer`.`country` = `c`.`country`
), `answer_1` AS (
  SELECT
    `listed`.`artist` AS `artist`,
    `listed`.`platform` AS `platform`,
    `listed`.`metric` AS `metric`,
    `listed`.`subject` AS `subject`,
    `listed`.`country` AS `country`,
    `listed`.`now` AS `now`,
    `listed`.`now_date` AS `now_date`,
    IF(`listed`.`now` IS NULL, '', `listed`.`now_source`) AS `source`,
    `listed`.`then` AS `then`,
    `listed`.`then_date` AS `then_date`,
    `listed`.`growth` AS `growth`,
    IF(
      `listed`.`then` = 0,
      NULL,
      CAST(`listed`.`growth` AS DOUBLE) / CAST(`listed`.`then` AS DOUBLE)
    ) AS `change`,
    `listed`.`span_days` AS `span_days`,
    `listed`.`days_measured` AS `days_measured`,
    IF('calendar' = 'snapshot', CAST(1 AS INT), CAST(7 AS INT)) AS `days_in_window`,
    `listed`.`resolution` AS `resolution`,
    `listed`.`now_resolution` AS `now_resolution`,
    CONCAT_WS(
      '; ',
      NULLIF(
        CASE
          WHEN `listed`.`now` IS NULL AND `listed`.`blank` AND NOT `listed`.`last_date` IS NULL
          THEN 'blank in the newest snapshot; ' || `listed`.`last_measured`
          WHEN `listed`.`now` IS NULL AND `listed`.`last_date` IS NULL
          THEN IF(`listed`.`state` = 'measured', 'not measured in this window', `listed`.`why`)
          WHEN `listed`.`now` IS NULL
          THEN `listed`.`last_measured` || ', ' || (
            DATEDIFF(CAST('2026-09-30' AS DATE), `listed`.`last_date`)
          ) || ' days before ' || CAST('2026-09-30' AS DATE) || IF(`listed`.`state` = 'measured', '', '; ' || `listed`.`why`)
          WHEN NOT `listed`.`another_since` IS NULL
          THEN 'another account since ' || `listed`.`another_since`
          WHEN `listed`.`then` IS NULL AND 'calendar' = 'snapshot'
          THEN IF(
            `listed`.`blank`,
            'blank ' || CAST(1 AS INT) || ' snapshots back',
            'fewer than ' || (
              CAST(1 AS INT) + 1
            ) || ' snapshots'
          )
          WHEN `listed`.`then` IS NULL
          THEN 'nothing measured within ' || CAST(1 AS INT) || ' day' || IF(CAST(1 AS INT) > 1, 's', '') || ' of ' || (
            DATE_SUB(`listed`.`now_date`, CAST(7 AS INT))
          )
          ELSE CONCAT_WS(
            '; ',
            IF(`listed`.`then` = 0, 'no change as a fraction of 0', NULL),
            IF(
              `listed`.`resolution` > 1 AND ABS(`listed`.`growth`) < `listed`.`resolution`,
              CONCAT('no change beyond rounding to ', FORMAT_NUMBER(`listed`.`resolution`, 0), ''),
              NULL
            ),
            IF(
              `listed`.`now_source` <> `listed`.`then_source`,
              'now from ' || `listed`.`now_source` || ', then from ' || `listed`.`then_source`,
              NULL
            ),
            IF(
              `listed`.`growth` < 0
              AND `listed`.`rises`
              AND NOT COALESCE(CONTAINS(`listed`.`of_both`, 'a counter that should only rise fell'), FALSE),
              'a counter that should only rise fell',
              NULL
            ),
            `listed`.`breaks`,
            IF(
              'calendar' = 'snapshot'
              AND ABS(`listed`.`span_days` - CAST(7 AS INT)) > CAST(1 AS INT),
              'the snapshots are ' || `listed`.`span_days` || ' days apart',
              NULL
            )
          )
        END,
        ''
      ),
      `listed`.`of_both`,
      `listed`.`unreadable_days`
    ) AS `note`,
    COALESCE(`listed`.`of_now`, '') AS `now_note`,
    NAMED_STRUCT('country', `listed`.`country`, 'days', CAST(7 AS INT)) AS `within`
  FROM (
    SELECT
      `a`.`artist` AS `artist`,
      `a`.`platform` AS `platform`,
      `a`.`metric` AS `metric`,
      `a`.`subject` AS `subject`,
      `a`.`country` AS `country`,
      `a`.`now` AS `now`,
      `a`.`now_date` AS `now_date`,
      `a`.`now_source` AS `now_source`,
      `a`.`then_source` AS `then_source`,
      `a`.`resolution` AS `resolution`,
      `a`.`now_resolution` AS `now_resolution`,
      `a`.`last_date` AS `last_date`,
      `a`.`state` AS `state`,
      `a`.`detail` AS `detail`,
      `a`.`days_measured` AS `days_measured`,
      `a`.`blank` AS `blank`,
      `a`.`another_since` AS `another_since`,
      `a`.`then` AS `then`,
      `a`.`then_date` AS `then_date`,
      `a`.`now` - `a`.`then` AS `growth`,
      IF(
        `a`.`now` IS NULL OR `a`.`then` IS NULL,
        NULL,
        DATEDIFF(`a`.`now_date`, `a`.`then_date`)
      ) AS `span_days`,
      REPLACE(`a`.`state`, '_', ' ') || IF(`a`.`detail` = '', '', ': ' || `a`.`detail`) AS `why`,
      'last measured ' || `a`.`last_date` AS `last_measured`,
      COALESCE(`m`.`rises`, FALSE) AS `rises`,
      `b`.`breaks` AS `breaks`,
      `u`.`unreadable_days` AS `unreadable_days`,
      `v`.`of_both` AS `of_both`,
      `v`.`of_now` AS `of_now`
    FROM `answer_2` AS `a`
    LEFT JOIN `metric` AS `m`
      ON `a`.`platform` = `m`.`platform` AND `a`.`metric` = `m`.`metric`
    LEFT JOIN `artist` AS `artist`
      ON `a`.`artist` = `artist`.`artist`
    LEFT JOIN (
      SELECT
        `e`.`artist` AS `artist`,
        `e`.`platform` AS `platform`,
        `e`.`metric` AS `metric`,
        `e`.`subject` AS `subject`,
        `e`.`country` AS `country`,
        IF(
          SIZE(
            ARRAY_SORT(
              COLLECT_LIST(
                CASE
                  WHEN NOT `k`.`note` IS NULL
                  THEN NAMED_STRUCT('k0', `k`.`place`, 'v', `k`.`note`)
                END
              ),
              (`l`, `r`) -> CASE
                WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                THEN 1
                WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                THEN -1
                WHEN `l`.`k0` < `r`.`k0`
                THEN -1
                WHEN `l`.`k0` > `r`.`k0`
                THEN 1
                ELSE 0
              END
            )
          ) = 0,
          NULL,
          ARRAY_JOIN(
            TRANSFORM(
              ARRAY_SORT(
                COLLECT_LIST(
                  CASE
                    WHEN NOT `k`.`note` IS NULL
                    THEN NAMED_STRUCT('k0', `k`.`place`, 'v', `k`.`note`)
                  END
                ),
                (`l`, `r`) -> CASE
                  WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                  THEN 1
                  WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                  THEN -1
                  WHEN `l`.`k0` < `r`.`k0`
                  THEN -1
                  WHEN `l`.`k0` > `r`.`k0`
                  THEN 1
                  ELSE 0
                END
              ),
              `s` -> `s`.`v`
            ),
            '; '
          )
        ) AS `breaks`
      FROM `answer_2` AS `e`
      JOIN `level_break` AS `k`
        ON `k`.`platform` = `e`.`platform`
        AND `k`.`metric` = `e`.`metric`
        AND `k`.`date` > `e`.`then_date`
        AND `k`.`date` <= `e`.`now_date`
      GROUP BY
        `e`.`artist`,
        `e`.`platform`,
        `e`.`metric`,
        `e`.`subject`,
        `e`.`country`
    ) AS `b`
      ON COALESCE(`a`.`artist`, `artist`.`artist`) = `b`.`artist`
      AND COALESCE(`a`.`platform`, `m`.`platform`) = `b`.`platform`
      AND COALESCE(`a`.`metric`, `m`.`metric`) = `b`.`metric`
      AND `a`.`subject` = `b`.`subject`
      AND `a`.`country` = `b`.`country`
    LEFT JOIN (
      SELECT
        `e`.`artist` AS `artist`,
        `e`.`platform` AS `platform`,
        `e`.`metric` AS `metric`,
        `e`.`subject` AS `subject`,
        `e`.`country` AS `country`,
        'unreadable: ' || ARRAY_JOIN(
          SLICE(
            IF(
              SIZE(
                ARRAY_SORT(
                  COLLECT_LIST(NAMED_STRUCT('k0', `d`.`date`, 'v', CAST(`d`.`date` AS STRING))),
                  (`l`, `r`) -> CASE
                    WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                    THEN 1
                    WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                    THEN -1
                    WHEN `l`.`k0` < `r`.`k0`
                    THEN -1
                    WHEN `l`.`k0` > `r`.`k0`
                    THEN 1
                    ELSE 0
                  END
                )
              ) = 0,
              NULL,
              TRANSFORM(
                ARRAY_SORT(
                  COLLECT_LIST(NAMED_STRUCT('k0', `d`.`date`, 'v', CAST(`d`.`date` AS STRING))),
                  (`l`, `r`) -> CASE
                    WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                    THEN 1
                    WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                    THEN -1
                    WHEN `l`.`k0` < `r`.`k0`
                    THEN -1
                    WHEN `l`.`k0` > `r`.`k0`
                    THEN 1
                    ELSE 0
                  END
                ),
                `s` -> `s`.`v`
              )
            ),
            1,
            3
          ),
          ', '
        ) || IF(COUNT(*) > 3, ' and ' || (
          COUNT(*) - 3
        ) || ' more days', '') AS `unreadable_days`
      FROM `answer_2` AS `e`
      JOIN `unreadable` AS `d`
        ON `d`.`date` <= CAST('9999-12-31' AS DATE)
        AND `d`.`date` >= LEAST(
          COALESCE(
            `e`.`then_date`,
            DATE_SUB(
              DATE_SUB(COALESCE(`e`.`now_date`, CAST('2026-09-30' AS DATE)), CAST(7 AS INT)),
              CAST(1 AS INT)
            )
          ),
          DATE_SUB(COALESCE(`e`.`now_date`, CAST('2026-09-30' AS DATE)), CAST(7 AS INT))
        )
      GROUP BY
        `e`.`artist`,
        `e`.`platform`,
        `e`.`metric`,
        `e`.`subject`,
        `e`.`country`
    ) AS `u`
      ON COALESCE(`a`.`artist`, `artist`.`artist`, `b`.`artist`) = `u`.`artist`
      AND COALESCE(`a`.`platform`, `m`.`platform`, `b`.`platform`) = `u`.`platform`
      AND COALESCE(`a`.`metric`, `m`.`metric`, `b`.`metric`) = `u`.`metric`
      AND COALESCE(`a`.`subject`, `b`.`subject`) = `u`.`subject`
      AND COALESCE(`a`.`country`, `b`.`country`) = `u`.`country`
    LEFT JOIN (
      SELECT
        `_1`.`artist` AS `artist`,
        `_1`.`platform` AS `platform`,
        `_1`.`metric` AS `metric`,
        `_1`.`subject` AS `subject`,
        `_1`.`country` AS `country`,
        IF(
          SIZE(
            ARRAY_SORT(
              COLLECT_LIST(
                CASE
                  WHEN NOT `_1`.`note` IS NULL
                  THEN NAMED_STRUCT('k0', `_1`.`place`, 'v', `_1`.`note`)
                END
              ),
              (`l`, `r`) -> CASE
                WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                THEN 1
                WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                THEN -1
                WHEN `l`.`k0` < `r`.`k0`
                THEN -1
                WHEN `l`.`k0` > `r`.`k0`
                THEN 1
                ELSE 0
              END
            )
          ) = 0,
          NULL,
          ARRAY_JOIN(
            TRANSFORM(
              ARRAY_SORT(
                COLLECT_LIST(
                  CASE
                    WHEN NOT `_1`.`note` IS NULL
                    THEN NAMED_STRUCT('k0', `_1`.`place`, 'v', `_1`.`note`)
                  END
                ),
                (`l`, `r`) -> CASE
                  WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                  THEN 1
                  WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                  THEN -1
                  WHEN `l`.`k0` < `r`.`k0`
                  THEN -1
                  WHEN `l`.`k0` > `r`.`k0`
                  THEN 1
                  ELSE 0
                END
              ),
              `s` -> `s`.`v`
            ),
            '; '
          )
        ) AS `of_both`,
        IF(
          SIZE(
            ARRAY_SORT(
              COLLECT_LIST(
                CASE
                  WHEN NOT `_1`.`note` IS NULL AND (
                    `_1`.`of_now`
                  )
                  THEN NAMED_STRUCT('k0', `_1`.`place`, 'v', `_1`.`note`)
                END
              ),
              (`l`, `r`) -> CASE
                WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                THEN 1
                WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                THEN -1
                WHEN `l`.`k0` < `r`.`k0`
                THEN -1
                WHEN `l`.`k0` > `r`.`k0`
                THEN 1
                ELSE 0
              END
            )
          ) = 0,
          NULL,
          ARRAY_JOIN(
            TRANSFORM(
              ARRAY_SORT(
                COLLECT_LIST(
                  CASE
                    WHEN NOT `_1`.`note` IS NULL AND (
                      `_1`.`of_now`
                    )
                    THEN NAMED_STRUCT('k0', `_1`.`place`, 'v', `_1`.`note`)
                  END
                ),
                (`l`, `r`) -> CASE
                  WHEN `l`.`k0` IS NULL AND NOT `r`.`k0` IS NULL
                  THEN 1
                  WHEN `r`.`k0` IS NULL AND NOT `l`.`k0` IS NULL
                  THEN -1
                  WHEN `l`.`k0` < `r`.`k0`
                  THEN -1
                  WHEN `l`.`k0` > `r`.`k0`
                  THEN 1
                  ELSE 0
                END
              ),
              `s` -> `s`.`v`
            ),
            '; '
          )
        ) AS `of_now`
      FROM (
        SELECT
          `_0`.`artist` AS `artist`,
          `_0`.`platform` AS `platform`,
          `_0`.`metric` AS `metric`,
          `_0`.`subject` AS `subject`,
          `_0`.`country` AS `country`,
          `_0`.`note` AS `note`,
          MIN(`_0`.`place`) AS `place`,
          BOOL_OR(`_0`.`of_now`) AS `of_now`
        FROM (
          SELECT
            `e`.`artist` AS `artist`,
            `e`.`platform` AS `platform`,
            `e`.`metric` AS `metric`,
            `e`.`subject` AS `subject`,
            `e`.`country` AS `country`,
            `d`.`place` AS `place`,
            MAX_BY(
              `d`.`note`,
              CASE
                WHEN NOT `d`.`note` IS NULL
                THEN COALESCE(`d`.`touches`, `d`.`step`, `d`.`stuck_since`)
              END
            ) AS `note`,
            BOOL_OR(
              COALESCE(`d`.`touches` = `e`.`now_date`, `d`.`stuck_since` < `e`.`now_date`, FALSE)
            ) AS `of_now`
          FROM `answer_2` AS `e`
          JOIN `verdict` AS `d`
            ON `e`.`artist` = `d`.`artist`
            AND `e`.`platform` = `d`.`platform`
            AND `e`.`metric` = `d`.`metric`
            AND `e`.`subject` = `d`.`subject`
            AND `e`.`country` = `d`.`country`
          WHERE
            NOT `e`.`now` IS NULL
            AND (
              `d`.`touches` IN (`e`.`then_date`, `e`.`now_date`)
              OR `d`.`step` > `e`.`then_date`
              AND `d`.`step` <= `e`.`now_date`
              OR `d`.`stuck_since` < `e`.`now_date`
            )
          GROUP BY
            `e`.`artist`,
            `e`.`platform`,
            `e`.`metric`,
            `e`.`subject`,
            `e`.`country`,
            `d`.`place`
        ) AS `_0`
        GROUP BY
          `_0`.`artist`,
          `_0`.`platform`,
          `_0`.`metric`,
          `_0`.`subject`,
          `_0`.`country`,
          `_0`.`note`
      ) AS `_1`
      GROUP BY
        `_1`.`artist`,
        `_1`.`platform`,
        `_1`.`metric`,
        `_1`.`subject`,
        `_1`.`country`
    ) AS `v`
      ON COALESCE(`a`.`artist`, `artist`.`artist`, `b`.`artist`, `u`.`artist`) = `v`.`artist`
      AND COALESCE(`a`.`platform`, `m`.`platform`, `b`.`platform`, `u`.`platform`) = `v`.`platform`
      AND COALESCE(`a`.`metric`, `m`.`metric`, `b`.`metric`, `u`.`metric`) = `v`.`metric`
      AND COALESCE(`a`.`subject`, `b`.`subject`, `u`.`subject`) = `v`.`subject`
      AND COALESCE(`a`.`country`, `b`.`country`, `u`.`country`) = `v`.`country`
    WHERE
      NOT `a`.`subject` IN ('top_tracks', 'top_videos')
      AND (
        FALSE OR `a`.`subject` = ''
      )
      AND (
        COALESCE(`artist`.`until` >= CAST('2026-09-30' AS DATE), TRUE)
        OR `a`.`artist` = NULL
      )
  ) AS `listed`
)
SELECT
  `answer`.`artist` AS `artist`,
  `answer`.`platform` AS `platform`,
  `answer`.`metric` AS `metric`,
  `answer`.`subject` AS `subject`,
  `answer`.`country` AS `country`,
  `answer`.`now` AS `now`,
  `answer`.`now_date` AS `now_date`,
  `answer`.`source` AS `source`,
  `answer`.`then` AS `then`,
  `answer`.`then_date` AS `then_date`,
  `answer`.`growth` AS `growth`,
  `answer`.`change` AS `change`,
  `answer`.`span_days` AS `span_days`,
  `answer`.`days_measured` AS `days_measured`,
  `answer`.`days_in_window` AS `days_in_window`,
  `answer`.`resolution` AS `resolution`,
  `answer`.`now_resolution` AS `now_resolution`,
  `answer`.`note` AS `note`,
  `answer`.`now_note` AS `now_note`
FROM `answer_1` AS `answer`
LEFT JOIN `artist` AS `a`
  ON `a`.`artist` = `answer`.`artist`
LEFT JOIN `metric` AS `m`
  ON (
    `m`.`platform` = `answer`.`platform` AND `m`.`metric` = `answer`.`metric`
  )
ORDER BY
  (
    `answer`.`artist` <> ''
  ) NULLS LAST,
  `a`.`place` NULLS LAST,
  `answer`.`artist` NULLS LAST,
  (
    `answer`.`subject` <> ''
  ) NULLS LAST,
  `m`.`place` NULLS LAST,
  `answer`.`subject` NULLS LAST,
  `answer`.`platform` NULLS LAST,
  `answer`.`metric` NULLS LAST,
  `answer`.`within` NULLS LAST;
