namespace Tune.Client.Shapes;

/// <summary>What has changed in an experiment since a position: the same over the socket and by asking.</summary>
public sealed record Changes
{
    /// <summary>Which experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The position this begins at.</summary>
    public required long Since { get; init; }

    /// <summary>Where to go on.</summary>
    public required long Position { get; init; }

    /// <summary>Which journal the positions are of, as <see cref="ExperimentItem.Journal"/>.</summary>
    public required string Journal { get; init; }

    /// <summary>Whether the journal is another one than that which was asked about: an experiment of the same name has
    /// been made anew. Forget what is shown, and ask for everything.</summary>
    public bool Reset { get; init; }

    /// <summary>Whether there is more already: ask again at once.</summary>
    public bool More { get; init; }

    /// <summary>Where the experiment stands now; null where nothing has changed.</summary>
    public ExperimentItem? Summary { get; init; }

    /// <summary>The trials that have changed, as they are now.</summary>
    public required IReadOnlyList<TrialItem> Trials { get; init; }

    /// <summary>What was reported, so that a curve that is shown can grow: the newest, at most 2,000, and in any case
    /// the latest of each trial.</summary>
    public required IReadOnlyList<ReportItem> Reports { get; init; }

    /// <summary>How many reports are left out; the curves as a whole have them.</summary>
    public int ReportsLeftOut { get; init; }

    /// <summary>Whether so much has happened that it is not told one by one, or <see cref="Reset"/>: ask for what is
    /// shown again.</summary>
    public bool Cut { get; init; }
}

/// <summary>One report.</summary>
public sealed record ReportItem
{
    /// <summary>Whose.</summary>
    public required int Trial { get; init; }

    /// <summary>Units of training done.</summary>
    public required int Iteration { get; init; }

    /// <summary>As reported.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }
}

/// <summary>Who answers.</summary>
public sealed record ServerItem
{
    /// <summary>The version of TuneNet.</summary>
    public required string Version { get; init; }

    /// <summary>The store that is served; empty for who is not an admin.</summary>
    public required string Store { get; init; }

    /// <summary>What the one who asks may do: viewer, operator or admin.</summary>
    public required string Role { get; init; }

    /// <summary>Whether experiments can be acted on here: somebody runs them, and the server is not for reading
    /// only.</summary>
    public required bool CanAct { get; init; }
}

/// <summary>What was done.</summary>
public sealed record DoneItem
{
    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>The trial that was enqueued; null for other acts.</summary>
    public int? Trial { get; init; }

    /// <summary>The experiment that was submitted; null for other acts.</summary>
    public string? Experiment { get; init; }

    /// <summary>Whether it had been done before, under the same key, and so was not done again.</summary>
    public bool IsRepeat { get; init; }
}
