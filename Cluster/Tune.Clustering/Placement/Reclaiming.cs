using Tune.Clustering.Protocol;

namespace Tune.Clustering.Placement;

/// <summary>
/// Which slots are asked back for those that wait: only from claims that hold what is short for them, the richest
/// first. A claim that has nothing may ask anybody. One that has something asks only as long as the other still has no
/// less than it will have: if it then were the other's turn to ask, it could not, so no slot goes to and fro.
/// </summary>
internal sealed class Reclaiming(Dimensions dimensions, IReadOnlyList<NodeRoom> rooms, IReadOnlyList<ClaimShare> shares)
{
    // Bounds the work of one plan; what is missing then comes with the next one.
    private const int AtOnce = 64;

    public void Run()
    {
        foreach (var starving in shares.Where(share => share.Kept is not null)
            .OrderBy(share => share.Claim.Served).ToArray())
        {
            Feed(starving, starving.Kept!);
        }

        for (var i = 0; i < AtOnce; i++)
        {
            if (!shares.Where(share => share is { IsHungry: true, IsStuck: true, Count: > 0 })
                .OrderBy(share => share.Level).ThenBy(share => share.Claim.Served)
                .Any(Share))
            {
                return;
            }
        }
    }

    private void Feed(ClaimShare starving, NodeRoom room)
    {
        while (!room.FitsAtAll(starving.Needs))
        {
            var victim = shares
                .Where(other => other != starving && Useful(other, starving, room) is not null)
                .MaxBy(other => other.Level);
            if (victim is null)
            {
                return;
            }

            TakeBack(victim, room);
        }

        room.Take(starving.Claim.Resources);
        starving.Promise();
    }

    // One more slot for a claim that has some, from one other claim.
    private bool Share(ClaimShare hungry)
    {
        foreach (var victim in shares.Where(other => other != hungry && other.Level > hungry.Level)
            .OrderByDescending(other => other.Level))
        {
            var (best, fewest) = ((NodeRoom?)null, int.MaxValue);
            foreach (var room in rooms)
            {
                if (victim.On(room.Name).Count > 0 && room.CouldEverFit(hungry.Needs)
                    && Cost(victim, hungry, room) is { } cost && cost < fewest)
                {
                    (best, fewest) = (room, cost);
                }
            }

            if (best is not null)
            {
                for (var i = 0; i < fewest; i++)
                {
                    TakeBack(victim, best);
                }

                best.Take(hungry.Claim.Resources);
                hungry.Promise();
                return true;
            }
        }

        return false;
    }

    /// <summary>How many slots of a node one claim would have to hand over so that the other fits there; null if that
    /// were too much.</summary>
    private int? Cost(ClaimShare victim, ClaimShare hungry, NodeRoom room)
    {
        var taken = new List<SlotGrant>();
        var amounts = new double[dimensions.Count];
        var then = hungry.LevelWith(1);
        int? cost = null;
        foreach (var grant in victim.On(room.Name))
        {
            if (room.FitsAtAll(hungry.Needs))
            {
                break;
            }

            var each = dimensions.Of(grant.Each);
            Dimensions.Add(amounts, each);
            if (!Dimensions.Helps(each, hungry.Needs, room.Free) || victim.LevelWithout(amounts) < then)
            {
                break;
            }

            room.Release(grant);
            taken.Add(grant);
        }

        if (taken.Count > 0 && room.FitsAtAll(hungry.Needs))
        {
            cost = taken.Count;
        }

        taken.ForEach(room.Take);
        return cost;
    }

    private SlotGrant? Useful(ClaimShare victim, ClaimShare starving, NodeRoom room) =>
        victim.On(room.Name).TryPeek(out var grant)
        && (Dimensions.Helps(dimensions.Of(grant.Each), starving.Needs, room.Free)
            || (Dimensions.Fit(starving.Needs, room.Free) && grant.Gpus.Length > 0))
            ? grant
            : null;

    private void TakeBack(ClaimShare victim, NodeRoom room)
    {
        var grant = victim.On(room.Name).Pop();
        room.Release(grant);
        victim.Owe(grant, dimensions.Of(grant.Each));
    }
}
