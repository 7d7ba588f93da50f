namespace Tune.Clustering.Experiments;

/// <summary>What an opened journal says about the turn that could not be stored before.</summary>
internal enum Reopened
{
    /// <summary>There was none.</summary>
    Fresh,

    /// <summary>It is in the journal after all: it is to be finished.</summary>
    Stored,

    /// <summary>It is not: what it had taken in waits again, before everything else.</summary>
    Undone,

    /// <summary>There is something else in its place: another owner has written.</summary>
    Overtaken,
}
