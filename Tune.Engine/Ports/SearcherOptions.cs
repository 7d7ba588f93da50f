namespace Tune.Engine.Ports;

/// <summary>The public face of a searcher; see <see cref="SchedulerOptions"/>.</summary>
public abstract record SearcherOptions
{
    /// <inheritdoc cref="SchedulerOptions.Problems" />
    public abstract IEnumerable<string> Problems(AlgorithmContext context);

    /// <summary>Whether the searcher is exhausted some day whatever happens, so that neither a number of trials nor a
    /// time budget is needed to end the experiment; default false.</summary>
    public virtual bool IsFinite() => false;

    /// <summary>How many objectives the searcher can optimise at once, 1 or more; default 1. More than this are refused
    /// before anything runs.</summary>
    public virtual int ObjectivesMax() => 1;

    /// <summary>How many trials each configuration gets, 1 or more; default 1. Results compare a configuration by its
    /// mean when all of these have been measured.</summary>
    public virtual int TrialsEach() => 1;

    /// <summary>Whether the searcher can make use of results of other experiments, told to it like its own before the
    /// first trial and under negative trial numbers: it compares all results it knows by rank, however old they are;
    /// default false.</summary>
    public virtual bool TakesPriors() => false;

    /// <summary>Makes a searcher with empty memory. Only called when there are no problems.</summary>
    public abstract ISearcher Create(AlgorithmContext context);
}
