using System.Collections.Immutable;
using Tune.Clustering.Links;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Gpus;

namespace Tune.Clustering;

/// <summary>What a node of the cluster needs to know.</summary>
public sealed record TuneClusterOptions
{
    /// <summary>Where experiments are kept. Belongs to the caller, who disposes of it after the cluster.</summary>
    public required ITuneStore Store { get; init; }

    /// <summary>The training code this program knows, by its name. May be a dictionary that others add to while the
    /// node runs, if it is made for that; what is in it must stay.</summary>
    public required IReadOnlyDictionary<string, TrainableDefinition> Trainables { get; init; }

    /// <summary>The algorithms this program knows.</summary>
    public required AlgorithmCatalog Catalog { get; init; }

    /// <summary>Puts the code that cannot be stored (constraints, derived values) back into a spec that was read from
    /// the journal; default: there is none.</summary>
    public Func<ExperimentSpec, ExperimentSpec> Bind { get; init; } = static spec => spec;

    /// <summary>Which program this is, for the record of each session. Nothing waits for it: it is noted when it is
    /// there. Default nothing.</summary>
    public Task<ProgramRecord>? Program { get; init; }

    /// <summary>What this node offers; default one slot for each core.</summary>
    public NodeCapacity Capacity { get; init; } = NodeCapacity.OfThisMachine();

    /// <summary>The graphics cards that <see cref="Capacity"/> counts, as the driver knows them; belongs to the
    /// caller. Null (default) where no more is known of them than how many there are.</summary>
    public GpuSet? Cards { get; init; }

    /// <summary>Whether a node that is not there yet could be added for trials that take this much. An experiment that
    /// no node could ever run is refused unless this says so; default: none can.</summary>
    public Func<Resources, bool> CouldBeAdded { get; init; } = static _ => false;

    /// <summary>The node's name, unique in the cluster; default the machine's.</summary>
    public string NodeName { get; init; } = Environment.MachineName;

    /// <summary>
    /// A folder for the attempts' own files. Everything in it is deleted when the node starts. Best on the file system
    /// of the store, where a checkpoint can be moved instead of copied.
    /// </summary>
    public required string WorkFolder { get; init; }

    /// <summary>A folder for what attempts print, 1.3 MiB each at most; null (default) to keep nothing.</summary>
    public string? LogFolder { get; init; }

    /// <summary>Told, on any thread, what went wrong inside the cluster; default nobody.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a request may go unanswered, above 0; default one minute. What is over it ends with a
    /// <see cref="TimeoutException"/>. Leaving an experiment may take longer by its
    /// <see cref="TrialLimits.StopGrace"/>, while its owner says that it is still at it.</summary>
    public TimeSpan RequestDeadline { get; init; } = TimeSpan.FromMinutes(1);

    // More than one node is not offered yet; tests do that, over a link.

    /// <summary>What the node is there for.</summary>
    internal ImmutableArray<string> Roles { get; init; } = [Membership.Roles.Head, Membership.Roles.Worker];

    /// <summary>The address of a node to join; null for a cluster of its own.</summary>
    internal string? Join { get; init; }

    /// <summary>How others reach this node; null (default) for a node that nobody can reach.</summary>
    internal NodeLink? Link { get; init; }

    /// <summary>Told, on any thread, why the node ends without having been told to.</summary>
    internal Action<string> Fallen { get; init; } = static _ => { };

    /// <summary>What is wrong with these options, one sentence each; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in Capacity.Problems().Concat(Link?.Problems() ?? []))
        {
            yield return problem;
        }

        if (Cards is { } cards && cards.Cards.Count != Capacity.Gpus)
        {
            yield return $"Capacity.Gpus is {Capacity.Gpus} and Cards has {cards.Cards.Count}; they must be as many.";
        }

        if (Join is not null && Link is null)
        {
            yield return $"The node is to join {Join} and has no link: it could not be answered.";
        }

        if (RequestDeadline <= TimeSpan.Zero || RequestDeadline > TimeSpan.FromDays(1))
        {
            yield return $"RequestDeadline is {RequestDeadline}; it must be above 0 and a day at most.";
        }

        if (string.IsNullOrWhiteSpace(NodeName))
        {
            yield return "NodeName is empty; it must be a name that no other node has.";
        }
        else if (NodeName is "." or ".." || NodeName.IndexOfAny(['/', '\\', '\0']) >= 0)
        {
            yield return $"NodeName is '{NodeName}'; it names a folder that is emptied, and may not lead out of "
                + "WorkFolder: no '/' and no '\\'.";
        }

        if (string.IsNullOrWhiteSpace(WorkFolder))
        {
            yield return "WorkFolder is empty; it must be a folder that may be emptied.";
        }
    }
}
