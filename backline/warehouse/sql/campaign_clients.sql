-- Each client: what was spent, for what. A cancelled campaign cost nothing that is known here.
select
    client.id as client, client.name,
    count(found.campaign) as campaigns,
    count(found.campaign) filter (found.status = 'active') as active,
    count(found.campaign) filter (found.status = 'completed') as completed,
    cast(sum(found.budget) filter (found.status not in ('cancelled', 'planned')) as decimal(14, 2)) as spent,
    count(found.budget) filter (found.status not in ('cancelled', 'planned')) as budgets_known,
    cast(sum(found.stream_goal) filter (found.status <> 'cancelled') as bigint) as stream_goal,
    cast(sum(found.delivered) as bigint) as delivered,
    count(found.delivered) as delivered_known,
    max(found.as_of) as as_of
from client
left join total as found on found.client = client.id
group by client.id, client.name
order by client.id
