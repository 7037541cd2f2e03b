-- latest in_order
WITH `told_2` AS (
  SELECT
    `n`.`artist` AS `artist`,
    `n`.`platform` AS `platform`,
    `n`.`metric` AS `metric`,
    `n`.`subject` AS `subject`,
    `n`.`country` AS `country`,
    `n`.`source` AS `source`,
    `n`.`row_date` AS `row_date`,
    `n`.`state` AS `state`,
    `n`.`detail` AS `detail`,
    `n`.`value_date` AS `value_date`,
    `n`.`value` AS `value`,
    `n`.`resolution` AS `resolution`,
    COALESCE(`t`.`trust`, 1000) AS `trust`,
    NOT `n`.`value_date` IS NULL
    AND (
      `n`.`subject` = '' OR `n`.`value_date` > DATE_SUB(CAST('2026-09-30' AS DATE), 7)
    ) AS `has_value`
  FROM (
    SELECT
      `newest_row`.`artist` AS `artist`,
      `newest_row`.`platform` AS `platform`,
      `newest_row`.`metric` AS `metric`,
      `newest_row`.`subject` AS `subject`,
      `newest_row`.`country` AS `country`,
      `newest_row`.`source` AS `source`,
      `newest_row`.`row_date` AS `row_date`,
      `newest_row`.`state` AS `state`,
      `newest_row`.`detail` AS `detail`,
      `newest_row`.`value_date` AS `value_date`,
      `newest_row`.`value` AS `value`,
      `newest_row`.`resolution` AS `resolution`
    FROM `newest_row` AS `newest_row`
    UNION ALL
    SELECT
      `settled_shown`.`artist` AS `artist`,
      `settled_shown`.`platform` AS `platform`,
      `settled_shown`.`metric` AS `metric`,
      `settled_shown`.`subject` AS `subject`,
      `settled_shown`.`country` AS `country`,
      `settled_shown`.`source` AS `source`,
      `settled_shown`.`row_date` AS `row_date`,
      `settled_shown`.`state` AS `state`,
      `settled_shown`.`detail` AS `detail`,
      `settled_shown`.`value_date` AS `value_date`,
      `settled_shown`.`value` AS `value`,
      `settled_shown`.`resolution` AS `resolution`
    FROM (
      SELECT
        `s`.`artist` AS `artist`,
        `s`.`platform` AS `platform`,
        `s`.`metric` AS `metric`,
        `s`.`subject` AS `subject`,
        `s`.`country` AS `country`,
        `s`.`source` AS `source`,
        `s`.`first_date` AS `first_date`,
        `s`.`row_date` AS `row_date`,
        IF(NOT `u`.`source` IS NULL, NULL, `s`.`value_date`) AS `value_date`,
        IF(NOT `u`.`source` IS NULL, NULL, `s`.`measured`) AS `measured`,
        IF(NOT `u`.`source` IS NULL, 'not_offered', `s`.`state`) AS `state`,
        IF(
          NOT `u`.`source` IS NULL,
          'the policy for ' || `s`.`source` || ' does not let it be shown',
          `s`.`detail`
        ) AS `detail`,
        IF(NOT `u`.`source` IS NULL, NULL, `s`.`value`) AS `value`,
        IF(NOT `u`.`source` IS NULL, NULL, `s`.`resolution`) AS `resolution`
      FROM `settled` AS `s`
      LEFT JOIN `unpublished` AS `u`
        ON `s`.`source` = `u`.`source` AND `s`.`artist` = `u`.`artist`
    ) AS `settled_shown`
    WHERE
      FALSE AND (
        NULL IS NULL OR `settled_shown`.`artist` = NULL
      )
  ) AS `n`
  LEFT JOIN `source_trust` AS `t`
    ON `n`.`source` = `t`.`source`
  WHERE
    `n`.`country` = ''
    AND (
      `n`.`subject` = '' OR `n`.`row_date` > DATE_SUB(CAST('2026-09-30' AS DATE), 7)
    )
), `newest_3` AS (
  SELECT
    `told`.`artist` AS `artist`,
    `told`.`platform` AS `platform`,
    `told`.`metric` AS `metric`,
    `told`.`subject` AS `subject`,
    MAX_BY(
      NAMED_STRUCT(
        'value',
        `told`.`value`,
        'date',
        `told`.`value_date`,
        'resolution',
        `told`.`resolution`,
        'source',
        `told`.`source`
      ),
      CASE
        WHEN `told`.`has_value`
        THEN NAMED_STRUCT('date', `told`.`value_date`, 'trust', -`told`.`trust`)
      END
    ) AS `had`,
    MAX(`told`.`row_date`) AS `row_date`,
    MAX_BY(
      NAMED_STRUCT('state', `told`.`state`, 'source', `told`.`source`, 'detail', `told`.`detail`),
      NAMED_STRUCT(
        'date',
        `told`.`row_date`,
        'measured',
        `told`.`state` = 'measured',
        'trust',
        -`told`.`trust`
      )
    ) AS `last_row`
  FROM `told_2` AS `told`
  GROUP BY
    `told`.`artist`,
    `told`.`platform`,
    `told`.`metric`,
    `told`.`subject`
), `answer_1` AS (
  SELECT
    `newest`.`artist` AS `artist`,
    `newest`.`platform` AS `platform`,
    `newest`.`metric` AS `metric`,
    `newest`.`subject` AS `subject`,
    `newest`.`had`.`value` AS `value`,
    `newest`.`had`.`date` AS `value_date`,
    `newest`.`had`.`resolution` AS `resolution`,
    COALESCE(`newest`.`had`.`source`, `newest`.`last_row`.`source`) AS `source`,
    `newest`.`row_date` AS `row_date`,
    `newest`.`last_row`.`state` AS `state`,
    `newest`.`last_row`.`detail` AS `detail`,
    CAST(NULL AS STRING) AS `within`
  FROM `newest_3` AS `newest`
)
SELECT
  `answer`.`artist` AS `artist`,
  `answer`.`platform` AS `platform`,
  `answer`.`metric` AS `metric`,
  `answer`.`subject` AS `subject`,
  `answer`.`value` AS `value`,
  `answer`.`value_date` AS `value_date`,
  `answer`.`resolution` AS `resolution`,
  `answer`.`source` AS `source`,
  `answer`.`row_date` AS `row_date`,
  `answer`.`state` AS `state`,
  `answer`.`detail` AS `detail`
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
