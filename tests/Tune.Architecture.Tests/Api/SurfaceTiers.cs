namespace Tune.Architecture.Tests.Api;

/// <summary>
/// The public types that a user's program never touches, as data. They are public because stores, schedulers,
/// searchers and nodes are made of them, also those of other people, and because the libraries here name each other's.
/// In the approved texts they are marked: they may change in any version, while the rest is what users rely on.
/// </summary>
internal static class SurfaceTiers
{
    public const string Mark = "(builders) ";

    /// <summary>Namespaces of which all is for builders, by what may still be of use to others.</summary>
    private static readonly Dictionary<string, string[]> s_except = new(StringComparer.Ordinal)
    {
        ["Tune.Clustering"] = [],
        ["Tune.Clustering.Children"] = [],
        ["Tune.Clustering.Protocol"] = [],
        ["Tune.Clustering.Timing"] = [],
        ["Tune.Storage"] = [],
        ["Tune.Storage.Checkpoints"] = [],
        ["Tune.Storage.InMemory"] = [],
        ["Tune.Storage.Journal"] = [],
        ["Tune.Storage.Layout"] = [],
        ["Tune.Engine.Portraits"] = [],
        ["Tune.Engine.Randomness"] = [],
        ["Tune.Engine.Retention"] = [],
        ["Tune.Engine.Runs"] = [],
        ["Tune.Engine.Stores"] = [],
        ["Tune.Engine.Ports"] =
        [
            // What a tuner's properties are, and what goes wrong.
            "Isolation", "SchedulerOptions", "SearcherOptions", "StorageException", "StorageFault",
            "TrainableDefinition",
        ],
    };

    /// <summary>Types for builders in namespaces that are otherwise everybody's.</summary>
    private static readonly Dictionary<string, string[]> s_among = new(StringComparer.Ordinal)
    {
        // The machine and what drives it. Events are everybody's: TuneHost.ReadJournalAsync gives them.
        ["Tune.Engine.Experiments"] =
        [
            "Duty", "ExperimentCommand", "ExperimentMachine", "HeldCheckpoint", "LineMark", "LinePoint", "Outcome",
            "OwnerEpoch", "Placed", "Podium", "ReplayAudit", "ReplayReport", "Reply", "SpecCode", "SpecJson",
            "TrialLine", "TrialState",
        ],
        ["Tune.Engine.Results"] =
        [
            "ConfigurationTally", "CurvePage", "CurveQuery", "ExperimentGlance", "ExperimentPage", "MetricBounds",
            "ParameterMatch", "AttemptPage", "SummaryPage", "TrialCurve", "TrialOrder", "TrialOrderKind", "TrialPage",
            "TrialQuery",
        ],
        ["Tune.Engine.Simulation"] = ["CourseStart", "ICourse", "JournalHash"],
        ["Tune.Engine.Trials"] = ["NamedAmounts", "Proposal", "Suggestion"],
    };

    /// <summary>Whether a type is for builders; one inside another is what that one is.</summary>
    public static bool IsForBuilders(Type type)
    {
        var outer = type;
        while (outer.DeclaringType is { } around)
        {
            outer = around;
        }

        return IsForBuilders(outer.Namespace ?? "", outer.Name.Split('`')[0]);
    }

    /// <param name="space">A namespace.</param>
    /// <param name="name">A type's name there, without the number of its type parameters.</param>
    public static bool IsForBuilders(string space, string name) =>
        s_except.TryGetValue(space, out var spared) ? !spared.Contains(name)
            : s_among.TryGetValue(space, out var named) && named.Contains(name);

    /// <summary>Names in these lists that no type has.</summary>
    public static IEnumerable<string> Stale(IReadOnlyCollection<Type> types)
    {
        var known = types.Select(type => $"{type.Namespace}.{type.Name.Split('`')[0]}")
            .ToHashSet(StringComparer.Ordinal);
        return s_except.Concat(s_among).SelectMany(space => space.Value.Select(name => $"{space.Key}.{name}"))
            .Where(name => !known.Contains(name))
            .Concat(s_except.Keys.Where(space => !types.Any(type => type.Namespace == space)));
    }
}
