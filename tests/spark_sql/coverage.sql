-- coverage_first
WITH `recorded_1` AS (
  SELECT
    `files_16`.`date` AS `date`,
    `files_16`.`artist` AS `artist`,
    `files_16`.`platform` AS `platform`,
    `files_16`.`metric` AS `metric`,
    `files_16`.`subject` AS `subject`,
    `files_16`.`country` AS `country`,
    `files_16`.`value` AS `value`,
    `files_16`.`state` AS `state`,
    `files_16`.`resolution` AS `resolution`,
    `files_16`.`source` AS `source`,
    `files_16`.`detail` AS `detail`,
    `files_16`.`collected_at` AS `collected_at`
  FROM `files_16` AS `files_16`
)
SELECT
  `_0`.`artist` AS `artist`,
  `_0`.`platform` AS `platform`,
  `_0`.`metric` AS `metric`,
  MIN(`_0`.`date`) AS `first_date`
FROM (
  SELECT
    `settled`.`artist` AS `artist`,
    `settled`.`platform` AS `platform`,
    `settled`.`metric` AS `metric`,
    `settled`.`first_date` AS `date`
  FROM `settled` AS `settled`
  WHERE
    `settled`.`subject` = ''
    AND `settled`.`country` = ''
    AND `settled`.`first_date` <= CAST('2026-09-30' AS DATE)
  UNION ALL
  SELECT
    `recent`.`artist` AS `artist`,
    `recent`.`platform` AS `platform`,
    `recent`.`metric` AS `metric`,
    `recent`.`date` AS `date`
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
    `recent`.`subject` = '' AND `recent`.`country` = ''
) AS `_0`
WHERE
  NULL IS NULL OR `_0`.`artist` = NULL
GROUP BY
  `_0`.`artist`,
  `_0`.`platform`,
  `_0`.`metric`;

-- coverage in_order
WITH `expected_2` AS (
  SELECT
    `f`.`artist` AS `artist`,
    `f`.`platform` AS `platform`,
    `f`.`metric` AS `metric`,
    GREATEST(
      DATE_SUB(CAST('2026-09-30' AS DATE), CAST((
        CAST(7 AS INT) - 1
      ) AS INT)),
      `f`.`first_date`,
      COALESCE(`a`.`since`, `f`.`first_date`)
    ) AS `first`,
    LEAST(CAST('2026-09-30' AS DATE), COALESCE(`a`.`until`, CAST('2026-09-30' AS DATE))) AS `last`
  FROM `first_row` AS `f`
  LEFT JOIN `artist` AS `a`
    ON `f`.`artist` = `a`.`artist`
), `recorded_10` AS (
  SELECT
    `files_18`.`date` AS `date`,
    `files_18`.`artist` AS `artist`,
    `files_18`.`platform` AS `platform`,
    `files_18`.`metric` AS `metric`,
    `files_18`.`subject` AS `subject`,
    `files_18`.`country` AS `country`,
    `files_18`.`value` AS `value`,
    `files_18`.`state` AS `state`,
    `files_18`.`resolution` AS `resolution`,
    `files_18`.`source` AS `source`,
    `files_18`.`detail` AS `detail`,
    `files_18`.`collected_at` AS `collected_at`
  FROM `files_18` AS `files_18`
), `had_3` AS (
  SELECT
    `recent`.`artist` AS `artist`,
    `recent`.`platform` AS `platform`,
    `recent`.`metric` AS `metric`,
    COLLECT_SET(CAST((
      DATEDIFF(`recent`.`date`, CAST('2026-09-24' AS DATE))
    ) AS INT)) AS `days`
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
      FROM `recorded_10` AS `recorded`
    )
  ) AS `recent`
  WHERE
    `recent`.`subject` = ''
    AND `recent`.`country` = ''
    AND `recent`.`state` = 'measured'
    AND (
      NULL IS NULL OR `recent`.`artist` = NULL
    )
  GROUP BY
    `recent`.`artist`,
    `recent`.`platform`,
    `recent`.`metric`
), `recorded_11` AS (
  SELECT
    `files_18`.`date` AS `date`,
    `files_18`.`artist` AS `artist`,
    `files_18`.`platform` AS `platform`,
    `files_18`.`metric` AS `metric`,
    `files_18`.`subject` AS `subject`,
    `files_18`.`country` AS `country`,
    `files_18`.`value` AS `value`,
    `files_18`.`state` AS `state`,
    `files_18`.`resolution` AS `resolution`,
    `files_18`.`source` AS `source`,
    `files_18`.`detail` AS `detail`,
    `files_18`.`collected_at` AS `collected_at`
  FROM `files_18` AS `files_18`
), `reason_4` AS (
  SELECT
    `e`.`artist` AS `artist`,
    `e`.`platform` AS `platform`,
    `e`.`metric` AS `metric`,
    `r`.`date` AS `date`,
    MIN_BY(
      `r`.`state`,
      CASE
        WHEN NOT `r`.`state` IS NULL
        THEN NAMED_STRUCT('trust', COALESCE(`t`.`trust`, 1000), 'source', `r`.`source`)
      END
    ) AS `state`
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
      FROM `recorded_11` AS `recorded`
    )
  ) AS `r`
  JOIN `expected_2` AS `e`
    ON `r`.`artist` = `e`.`artist`
    AND `r`.`platform` = `e`.`platform`
    AND `r`.`metric` = `e`.`metric`
  LEFT JOIN `had_3` AS `h`
    ON COALESCE(`r`.`artist`, `e`.`artist`) = `h`.`artist`
    AND COALESCE(`r`.`platform`, `e`.`platform`) = `h`.`platform`
    AND COALESCE(`r`.`metric`, `e`.`metric`) = `h`.`metric`
  LEFT JOIN `source_trust` AS `t`
    ON `r`.`source` = `t`.`source`
  WHERE
    `r`.`subject` = ''
    AND `r`.`country` = ''
    AND `r`.`state` <> 'measured'
    AND `r`.`date` BETWEEN `e`.`first` AND `e`.`last`
    AND (
      `h`.`days` IS NULL
      OR CAST(ARRAY_CONTAINS(`h`.`days`, CAST((
        DATEDIFF(`r`.`date`, CAST('2026-09-24' AS DATE))
      ) AS INT)) AS INT) = 0
    )
  GROUP BY
    `e`.`artist`,
    `e`.`platform`,
    `e`.`metric`,
    `r`.`date`
), `counted_5` AS (
  SELECT
    `reason`.`artist` AS `artist`,
    `reason`.`platform` AS `platform`,
    `reason`.`metric` AS `metric`,
    COUNT(*) AS `days_without`,
    COUNT(CASE WHEN `reason`.`state` = 'not_configured' THEN 1 END) AS `days_not_configured`,
    COUNT(CASE WHEN `reason`.`state` = 'not_offered' THEN 1 END) AS `days_not_offered`,
    COUNT(CASE WHEN `reason`.`state` = 'hidden' THEN 1 END) AS `days_hidden`,
    COUNT(CASE WHEN `reason`.`state` = 'failed' THEN 1 END) AS `days_failed`,
    COUNT(CASE WHEN `reason`.`state` = 'rejected' THEN 1 END) AS `days_rejected`
  FROM `reason_4` AS `reason`
  GROUP BY
    `reason`.`artist`,
    `reason`.`platform`,
    `reason`.`metric`
), `told_6` AS (
  SELECT
    `e`.`artist` AS `artist`,
    `e`.`platform` AS `platform`,
    `e`.`metric` AS `metric`,
    `e`.`first` AS `first`,
    `e`.`last` AS `last`,
    `h`.`days` AS `days`,
    DATEDIFF(`e`.`last`, `e`.`first`) + 1 AS `days_expected`,
    COALESCE(
      CASE
        WHEN NOT `h`.`days` IS NULL
        THEN SIZE(
          FILTER(
            `h`.`days`,
            `b` -> `b` >= (
              CAST((
                DATEDIFF(`e`.`first`, CAST('2026-09-24' AS DATE)) + 1
              ) AS INT)
            ) - 1
            AND `b` < (
              CAST((
                DATEDIFF(`e`.`first`, CAST('2026-09-24' AS DATE)) + 1
              ) AS INT)
            ) - 1 + (
              CAST((
                DATEDIFF(`e`.`last`, `e`.`first`) + 1
              ) AS INT)
            )
          )
        )
      END,
      0
    ) AS `days_measured`,
    `c`.`days_without` AS `days_without`,
    `c`.`days_not_configured` AS `days_not_configured`,
    `c`.`days_not_offered` AS `days_not_offered`,
    `c`.`days_hidden` AS `days_hidden`,
    `c`.`days_failed` AS `days_failed`,
    `c`.`days_rejected` AS `days_rejected`
  FROM `expected_2` AS `e`
  LEFT JOIN `had_3` AS `h`
    ON `e`.`artist` = `h`.`artist`
    AND `e`.`platform` = `h`.`platform`
    AND `e`.`metric` = `h`.`metric`
  LEFT JOIN `counted_5` AS `c`
    ON COALESCE(`e`.`artist`, `h`.`artist`) = `c`.`artist`
    AND COALESCE(`e`.`platform`, `h`.`platform`) = `c`.`platform`
    AND COALESCE(`e`.`metric`, `h`.`metric`) = `c`.`metric`
  WHERE
    `e`.`first` <= `e`.`last`
), `without_7` AS (
  SELECT
    `reason`.`artist` AS `artist`,
    `reason`.`platform` AS `platform`,
    `reason`.`metric` AS `metric`,
    `reason`.`date` AS `date`,
    `reason`.`state` AS `state`
  FROM `reason_4` AS `reason`
  UNION ALL
  SELECT
    `d`.`artist` AS `artist`,
    `d`.`platform` AS `platform`,
    `d`.`metric` AS `metric`,
    `d`.`date` AS `date`,
    IF(`u`.`date` IS NULL, 'no row', 'unreadable') AS `_col_4`
  FROM (
    SELECT
      `told`.`artist` AS `artist`,
      `told`.`platform` AS `platform`,
      `told`.`metric` AS `metric`,
      `told`.`days` AS `days`,
      EXPLODE(
        IF(
          `told`.`first` > `told`.`last`,
          SLICE(SEQUENCE(`told`.`first`, `told`.`first`, INTERVAL '1' DAY), 1, 0),
          SEQUENCE(`told`.`first`, `told`.`last`, INTERVAL '1' DAY)
        )
      ) AS `date`
    FROM `told_6` AS `told`
    WHERE
      `told`.`days_expected` > `told`.`days_measured` + COALESCE(`told`.`days_without`, 0)
  ) AS `d`
  LEFT JOIN `unreadable` AS `u`
    ON `d`.`date` = `u`.`date`
  ANTI JOIN `reason_4` AS `reason`
    ON `d`.`artist` = `reason`.`artist`
    AND `d`.`platform` = `reason`.`platform`
    AND `d`.`metric` = `reason`.`metric`
    AND COALESCE(`d`.`date`, `u`.`date`) = `reason`.`date`
  WHERE
    `d`.`days` IS NULL
    OR CAST(ARRAY_CONTAINS(`d`.`days`, CAST((
      DATEDIFF(`d`.`date`, CAST('2026-09-24' AS DATE))
    ) AS INT)) AS INT) = 0
), `run_8` AS (
  SELECT
    `_0`.`artist` AS `artist`,
    `_0`.`platform` AS `platform`,
    `_0`.`metric` AS `metric`,
    `_0`.`state` AS `state`,
    MIN(`_0`.`date`) AS `first`,
    MAX(`_0`.`date`) AS `last`
  FROM (
    SELECT
      `without`.`artist` AS `artist`,
      `without`.`platform` AS `platform`,
      `without`.`metric` AS `metric`,
      `without`.`date` AS `date`,
      `without`.`state` AS `state`,
      DATE_SUB(
        `without`.`date`,
        CAST((
          ROW_NUMBER() OVER (
            PARTITION BY `without`.`artist`, `without`.`platform`, `without`.`metric`, `without`.`state`
            ORDER BY `without`.`date` NULLS LAST
          )
        ) AS INT)
      ) AS `island`
    FROM `without_7` AS `without`
  ) AS `_0`
  GROUP BY
    `_0`.`artist`,
    `_0`.`platform`,
    `_0`.`metric`,
    `_0`.`state`,
    `_0`.`island`
), `listed_9` AS (
  SELECT
    `run`.`artist` AS `artist`,
    `run`.`platform` AS `platform`,
    `run`.`metric` AS `metric`,
    IF(
      SIZE(
        ARRAY_SORT(
          COLLECT_LIST(
            CASE
              WHEN NOT IF(
                `run`.`first` = `run`.`last`,
                CAST(`run`.`first` AS STRING),
                `run`.`first` || '/' || `run`.`last`
              ) || ' ' || `run`.`state` IS NULL
              THEN NAMED_STRUCT(
                'k0',
                `run`.`first`,
                'v',
                IF(
                  `run`.`first` = `run`.`last`,
                  CAST(`run`.`first` AS STRING),
                  `run`.`first` || '/' || `run`.`last`
                ) || ' ' || `run`.`state`
              )
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
                WHEN NOT IF(
                  `run`.`first` = `run`.`last`,
                  CAST(`run`.`first` AS STRING),
                  `run`.`first` || '/' || `run`.`last`
                ) || ' ' || `run`.`state` IS NULL
                THEN NAMED_STRUCT(
                  'k0',
                  `run`.`first`,
                  'v',
                  IF(
                    `run`.`first` = `run`.`last`,
                    CAST(`run`.`first` AS STRING),
                    `run`.`first` || '/' || `run`.`last`
                  ) || ' ' || `run`.`state`
                )
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
    ) AS `missing`,
    SUM(
      CASE
        WHEN `run`.`state` = 'unreadable'
        THEN DATEDIFF(`run`.`last`, `run`.`first`) + 1
      END
    ) AS `days_unreadable`
  FROM `run_8` AS `run`
  GROUP BY
    `run`.`artist`,
    `run`.`platform`,
    `run`.`metric`
), `answer_1` AS (
  SELECT
    CAST(7 AS INT) AS `days_in_window`,
    `t`.`artist` AS `artist`,
    `t`.`platform` AS `platform`,
    `t`.`metric` AS `metric`,
    '' AS `subject`,
    `t`.`days_expected` AS `days_expected`,
    `t`.`days_measured` AS `days_measured`,
    COALESCE(`t`.`days_not_configured`, 0) AS `days_not_configured`,
    COALESCE(`t`.`days_not_offered`, 0) AS `days_not_offered`,
    COALESCE(`t`.`days_hidden`, 0) AS `days_hidden`,
    COALESCE(`t`.`days_failed`, 0) AS `days_failed`,
    COALESCE(`t`.`days_rejected`, 0) AS `days_rejected`,
    `t`.`days_expected` - `t`.`days_measured` - COALESCE(`t`.`days_without`, 0) - COALESCE(`l`.`days_unreadable`, 0) AS `days_no_row`,
    COALESCE(`l`.`days_unreadable`, 0) AS `days_unreadable`,
    COALESCE(`l`.`missing`, '') AS `missing`,
    CAST(NULL AS STRING) AS `within`
  FROM `told_6` AS `t`
  LEFT JOIN `listed_9` AS `l`
    ON `t`.`artist` = `l`.`artist`
    AND `t`.`platform` = `l`.`platform`
    AND `t`.`metric` = `l`.`metric`
)
SELECT
  `answer`.`days_in_window` AS `days_in_window`,
  `answer`.`artist` AS `artist`,
  `answer`.`platform` AS `platform`,
  `answer`.`metric` AS `metric`,
  `answer`.`subject` AS `subject`,
  `answer`.`days_expected` AS `days_expected`,
  `answer`.`days_measured` AS `days_measured`,
  `answer`.`days_not_configured` AS `days_not_configured`,
  `answer`.`days_not_offered` AS `days_not_offered`,
  `answer`.`days_hidden` AS `days_hidden`,
  `answer`.`days_failed` AS `days_failed`,
  `answer`.`days_rejected` AS `days_rejected`,
  `answer`.`days_no_row` AS `days_no_row`,
  `answer`.`days_unreadable` AS `days_unreadable`,
  `answer`.`missing` AS `missing`
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
