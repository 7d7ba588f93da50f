namespace Tune.Engine.Ports;

/// <summary>
/// The public face of a scheduler: plain data that is stored with the experiment and that can make the algorithm.
/// Derive one record per algorithm and enter it in the catalogue under a short name.
/// </summary>
public abstract record SchedulerOptions
{
    /// <summary>What is wrong with these options in this experiment: one sentence each, naming the option and what is
    /// allowed. Empty when all is well. Asked before anything runs.</summary>
    public abstract IEnumerable<string> Problems(AlgorithmContext context);

    /// <summary>By how many objectives the scheduler can compare trials, 1 or more; default 1. More than this are
    /// refused before anything runs.</summary>
    public virtual int ObjectivesMax() => 1;

    /// <summary>The iterations at which trials are compared, lowest first, the full budget last: what a screen shows
    /// progress by. Empty (default) for schedulers without rungs.</summary>
    public virtual IReadOnlyList<int> RungLevels() => [];

    /// <summary>Which of several ladders of rungs each trial climbs; null (default) where all climb the same one.
    /// Only called when there are no problems.</summary>
    /// <param name="seed">The experiment's seed.</param>
    public virtual IBrackets? BracketsFor(ulong seed) => null;

    /// <summary>What it is that pauses or copies trials, as the beginning of a sentence that names the option; null
    /// (default) if nothing does. Training code that is known to have no checkpoints is refused then, before anything
    /// runs.</summary>
    public virtual string? NeedsCheckpoints() => null;

    /// <summary>Whether running trials are given more or fewer slots; default false. One scheduler can do so, not one
    /// within another.</summary>
    public virtual bool ChangesResources() => false;

    /// <summary>Whether all trials are members of one population that goes on changing their configurations: then the
    /// first ones may be alike, also where the space has few points; default false.</summary>
    public virtual bool IsPopulation() => false;

    /// <summary>Why no trial can be enqueued by hand, as a sentence that says what to do; null (default) if one can:
    /// the scheduler is told of a trial that it has not proposed (<see cref="TrialFact.Added.ByHand"/>), at any
    /// time.</summary>
    public virtual string? RefusesByHand() => null;

    /// <summary>Makes a scheduler with empty memory. Only called when there are no problems.</summary>
    public abstract IScheduler Create(AlgorithmContext context);
}
