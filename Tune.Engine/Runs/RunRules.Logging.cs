namespace Tune.Engine.Runs;

/// <summary>What runs log.</summary>
public static partial class RunRules
{
    /// <summary>Logs values, parameters and tags, all or none of them. A value that is there already is none of the
    /// facts.</summary>
    /// <exception cref="RunException">There is no such run, it is deleted, a parameter has another value already, or
    /// something is not allowed.</exception>
    public static IReadOnlyList<RunFact> Log(
        RunLedger ledger, string id, IReadOnlyList<NamedPoint> points, IReadOnlyList<RunEntry> parameters,
        IReadOnlyList<RunEntry> tags)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(tags);
        var run = Active(ledger, id);
        var facts = new List<RunFact>(3);
        if (points.Count > 0)
        {
            CheckNames(run, points);
            IReadOnlyList<NamedPoint> more = points.Any(point => ledger.Holds(id, point))
                ? [.. points.Where(point => !ledger.Holds(id, point))]
                : points;
            if (ledger.Points + more.Count > RunNames.PointsMax)
            {
                throw RunException.Invalid($"The store takes {RunNames.PointsMax:N0} values of metrics.");
            }

            if (more.Count > 0)
            {
                facts.Add(new RunFact.RunMeasured(id, more));
            }
        }

        var fresh = Fresh(run, parameters);
        CheckTags(tags);
        RequireRoom("tags", run.Tags.Count, tags.Where(tag => !run.Tags.ContainsKey(tag.Key)).Select(tag => tag.Key));
        if (fresh.Count + tags.Count > 0)
        {
            facts.Add(new RunFact.RunNoted(id, fresh, [.. tags]));
        }

        if (tags.LastOrDefault(tag => tag is { Key: RunNames.NameTag, Value: not null }) is { Value: { } name }
            && name != run.Name)
        {
            RunNames.CheckText("run_name", name, RunNames.NameMax);
            facts.Add(new RunFact.RunChanged(id, run.Status, run.End, name));
        }

        return facts;
    }

    private static List<RunEntry> Fresh(RunRecord run, IReadOnlyList<RunEntry> parameters)
    {
        var fresh = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in parameters)
        {
            RunNames.CheckKey("param", key);
            RunNames.CheckText($"value of the param '{key}'", value ?? "", RunNames.ParameterMax);
            if (!fresh.TryAdd(key, value ?? ""))
            {
                throw RunException.Invalid(
                    $"Duplicate parameter keys have been submitted: '{key}'. Submit each parameter once.");
            }

            if (!run.Parameters.TryGetValue(key, out var before))
            {
                continue;
            }

            fresh.Remove(key);
            if (before != (value ?? ""))
            {
                throw RunException.Invalid(
                    $"Changing param values is not allowed: the param '{key}' of the run {run.Id} has the value "
                    + $"'{RunNames.Short(before)}', and '{RunNames.Short(value ?? "")}' was given.");
            }
        }

        RequireRoom("params", run.Parameters.Count, fresh.Keys);
        return [.. fresh.Select(entry => new RunEntry(entry.Key, entry.Value))];
    }

    private static void CheckNames(RunRecord run, IReadOnlyList<NamedPoint> points)
    {
        string? last = null;
        foreach (var (metric, _) in points)
        {
            // Mostly the same few names again and again.
            if (!string.Equals(metric, last, StringComparison.Ordinal) && !run.Metrics.ContainsKey(metric))
            {
                RunNames.CheckKey("metric", metric);
            }

            last = metric;
        }

        RequireRoom(
            "metrics", run.Metrics.Count,
            points.Where(point => !run.Metrics.ContainsKey(point.Metric)).Select(point => point.Metric));
    }

    private static void CheckTags(IReadOnlyList<RunEntry> tags)
    {
        foreach (var (key, value) in tags)
        {
            RunNames.CheckKey("tag", key);
            RunNames.CheckText($"value of the tag '{key}'", value ?? "", RunNames.TagMax);
        }
    }

    private static void RequireRoom(string what, int count, IEnumerable<string> more)
    {
        if (count + more.Distinct(StringComparer.Ordinal).Count() > RunNames.PerRunMax)
        {
            throw RunException.Invalid($"A run takes {RunNames.PerRunMax:N0} {what}.");
        }
    }
}
