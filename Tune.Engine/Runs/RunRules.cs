namespace Tune.Engine.Runs;

/// <summary>What may be done with runs: each answers with the facts that do it.</summary>
public static partial class RunRules
{
    private const int AttachedMax = 1000;
    private const int AttachedTextMax = 1 << 20;

    /// <summary>Begins a run.</summary>
    /// <param name="ledger">What there is.</param>
    /// <param name="run">What is asked for: id, collection, name, user, start and tags count.</param>
    /// <exception cref="RunException">The collection is not there or deleted, the id is taken, or something is not
    /// allowed.</exception>
    public static IReadOnlyList<RunFact> Start(RunLedger ledger, RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(run);
        CollectionRules.Active(ledger, run.Collection);
        if (!RunNames.IsRunId(run.Id))
        {
            throw RunException.Invalid($"Invalid run ID: '{RunNames.Short(run.Id)}'.");
        }

        if (ledger.Run(run.Id) is not null)
        {
            throw RunException.Exists($"The run {run.Id} exists already.");
        }

        CollectionRules.Room("runs", ledger.RunCount);
        RunNames.CheckText("user_id", run.User, RunNames.NoteMax);
        RunNames.CheckText("run_name", run.Name, RunNames.NameMax);
        var tags = run.Tags.Select(tag => new RunEntry(tag.Key, tag.Value)).ToList();
        CheckTags(tags);
        if (run.Tags.TryGetValue(RunNames.NameTag, out var said) && said != run.Name)
        {
            throw RunException.Invalid(
                $"The name '{RunNames.Short(run.Name)}' and the tag {RunNames.NameTag} '{RunNames.Short(said)}' "
                + "differ; give one of them.");
        }

        tags.RemoveAll(tag => tag.Key == RunNames.NameTag);
        tags.Add(new RunEntry(RunNames.NameTag, run.Name));
        return [new RunFact.RunStarted(run.Id, run.Collection, run.Name, run.User, run.Start, tags)];
    }

    /// <summary>Changes what a run says of itself; what is null stays.</summary>
    /// <exception cref="RunException">There is no such run, it is deleted, or the name is not allowed.</exception>
    public static IReadOnlyList<RunFact> Change(
        RunLedger ledger, string id, RunStatus? status, long? end, string? name)
    {
        var run = Active(ledger, id);
        var facts = new List<RunFact>
        {
            new RunFact.RunChanged(id, status ?? run.Status, end ?? run.End, name ?? run.Name),
        };
        if (name is not null && name != run.Name)
        {
            RunNames.CheckText("run_name", name, RunNames.NameMax, least: 1);
            facts.Add(new RunFact.RunNoted(id, [], [new RunEntry(RunNames.NameTag, name)]));
        }

        return facts;
    }

    /// <summary>Moves a run into the recycle bin, or back.</summary>
    /// <exception cref="RunException">There is no such run, or it is where it should go.</exception>
    public static IReadOnlyList<RunFact> Move(RunLedger ledger, string id, bool isDeleted, long at)
    {
        var run = Find(ledger, id);
        return run.IsDeleted == isDeleted
            ? throw RunException.Invalid(
                $"The run {id} must be in the '{(isDeleted ? "active" : "deleted")}' state. Current state is "
                + $"{(isDeleted ? "deleted" : "active")}.")
            : [new RunFact.RunMoved(id, isDeleted, at)];
    }

    /// <summary>Sets tags, or takes them away.</summary>
    /// <exception cref="RunException">There is no such run or tag, it is deleted, or a tag is not allowed.</exception>
    public static IReadOnlyList<RunFact> Tag(RunLedger ledger, string id, RunEntry tag)
    {
        var run = Active(ledger, id);
        return tag.Value is null && !run.Tags.ContainsKey(tag.Key)
            ? throw RunException.Missing($"No tag with name: {RunNames.Short(tag.Key)} in run with id {id}.")
            : Log(ledger, id, [], [], [tag]);
    }

    /// <summary>Says what a run was made from, or what came out of it.</summary>
    /// <exception cref="RunException">There is no such run, it is deleted, or it is too much.</exception>
    public static IReadOnlyList<RunFact> Attach(
        RunLedger ledger, string id, bool isOutput, IReadOnlyList<string> texts)
    {
        var run = Active(ledger, id);
        var known = isOutput ? run.Outputs : run.Inputs;
        var fresh = texts.Distinct(StringComparer.Ordinal).Where(text => !known.Contains(text)).ToList();
        if (known.Count + fresh.Count > AttachedMax || fresh.Exists(text => text.Length > AttachedTextMax))
        {
            throw RunException.Invalid(
                $"A run takes {AttachedMax:N0} inputs and as many outputs of {AttachedTextMax:N0} characters.");
        }

        fresh.ForEach(text => RunNames.CheckText(isOutput ? "output" : "input", text, AttachedTextMax));

        return [.. fresh.Select(text => new RunFact.RunAttached(id, isOutput, text))];
    }

    /// <summary>A run.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static RunRecord Find(RunLedger ledger, string id)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(id);
        return ledger.Run(id) ?? throw RunException.Missing($"Run with id={RunNames.Short(id)} not found.");
    }

    private static RunRecord Active(RunLedger ledger, string id)
    {
        var run = Find(ledger, id);
        return run.IsDeleted
            ? throw RunException.Invalid(
                $"The run {id} must be in the 'active' state. Current state is deleted.")
            : run;
    }
}
