namespace Tune.Architecture.Tests.Rooms;

/// <summary>Rooms of a project point at each other in one direction only, also by way of others.</summary>
internal static class RoomRule
{
    /// <param name="project">The project's name.</param>
    /// <param name="arrows">What its rooms name of each other.</param>
    public static IEnumerable<Finding> Check(string project, IReadOnlyList<RoomArrow> arrows)
    {
        foreach (var loop in Loops(arrows))
        {
            var way = WayRound(loop[0], arrows);
            yield return new(way[0].Where, $"the rooms of {project} point at each other: {string.Join(", ", way)}");
        }
    }

    // Rooms that reach each other, two or more at a time.
    private static List<string[]> Loops(IReadOnlyList<RoomArrow> arrows)
    {
        var rooms = arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }).Distinct().Order(StringComparer.Ordinal);
        var reached = rooms.ToDictionary(room => room, room => Reached(room, arrows));
        var loops = new List<string[]>();
        foreach (var (room, far) in reached.Where(pair => pair.Value.Contains(pair.Key)))
        {
            if (!loops.Any(loop => loop.Contains(room)))
            {
                loops.Add([.. far.Where(other => reached[other].Contains(room)).Order(StringComparer.Ordinal)]);
            }
        }

        return loops;
    }

    private static HashSet<string> Reached(string room, IReadOnlyList<RoomArrow> arrows)
    {
        var seen = new HashSet<string>();
        for (var open = new Queue<string>([room]); open.TryDequeue(out var from);)
        {
            foreach (var arrow in arrows.Where(arrow => arrow.From == from && seen.Add(arrow.To)))
            {
                open.Enqueue(arrow.To);
            }
        }

        return seen;
    }

    // A shortest way from a room back to itself; there is one.
    private static List<RoomArrow> WayRound(string room, IReadOnlyList<RoomArrow> arrows)
    {
        var seen = new HashSet<string>();
        var ways = new Queue<List<RoomArrow>>([[]]);
        while (true)
        {
            var way = ways.Dequeue();
            var end = way.Count == 0 ? room : way[^1].To;
            if (way.Count > 0 && end == room)
            {
                return way;
            }

            foreach (var next in arrows.Where(arrow => arrow.From == end && seen.Add(arrow.To)))
            {
                ways.Enqueue([.. way, next]);
            }
        }
    }
}
