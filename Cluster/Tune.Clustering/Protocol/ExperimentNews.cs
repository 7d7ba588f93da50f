namespace Tune.Clustering.Protocol;

/// <summary>What the owner of an experiment says that its journal does not.</summary>
public abstract record ExperimentNews(string Experiment);

/// <summary>How the owner fares. Sent to who subscribes, and four times a second at most when it has changed.</summary>
public sealed record OwnerStanding(string Experiment) : ExperimentNews(Experiment), IWireMessage
{
    /// <summary>Whether there is an owner that drives the experiment. Without one nothing happens until somebody
    /// resumes it.</summary>
    public bool IsOwner { get; init; }

    /// <summary>Orders of earlier owners that nodes have refused.</summary>
    public long RefusedOrders { get; init; }

    /// <summary>How many slots the experiment holds.</summary>
    public int Slots { get; init; }

    /// <summary>Why nothing can be placed, for example <c>needs 2 gpu; the largest node has 1</c>; otherwise
    /// empty.</summary>
    public string Pending { get; init; } = "";

    /// <summary>Why the store takes nothing at the moment, or empty. Trials wait; nothing is lost.</summary>
    public string StoragePaused { get; init; } = "";
}

/// <summary>One sentence somebody should know that is not part of the experiment's history.</summary>
public sealed record ExperimentNotice(string Experiment, string Text) : ExperimentNews(Experiment), IWireMessage;

/// <summary>
/// The experiment's owner broke and has let go of it. What is in the journal stays; resuming may help.
/// </summary>
/// <param name="Experiment">Which experiment.</param>
/// <param name="Why">What broke.</param>
public sealed record ExperimentBroken(string Experiment, string Why) : ExperimentNews(Experiment), IWireMessage;
