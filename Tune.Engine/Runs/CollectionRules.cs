namespace Tune.Engine.Runs;

/// <summary>What may be done with collections: each answers with the facts that do it.</summary>
public static class CollectionRules
{
    /// <summary>Makes a collection, which gets <see cref="RunLedger.NextCollection"/>.</summary>
    /// <exception cref="RunException">There is one of that name, or the name or a tag is not allowed.</exception>
    public static IReadOnlyList<RunFact> Make(
        RunLedger ledger, string name, IReadOnlyList<RunEntry> tags, long at, string? location = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        RunNames.CheckText("name", name, RunNames.NameMax, least: 1);
        RequireFree(ledger, name);
        CheckTags(tags);
        Room("collections", ledger.CollectionCount);
        RunNames.CheckText("artifact_location", location ?? "", RunNames.NoteMax);
        return [new RunFact.CollectionMade(ledger.NextCollection, name, at, [.. tags]) { Location = location }];
    }

    /// <summary>Gives a collection another name.</summary>
    /// <exception cref="RunException">There is no such collection, it is deleted, or the name is taken.</exception>
    public static IReadOnlyList<RunFact> Rename(RunLedger ledger, int id, string name, long at)
    {
        var collection = Active(ledger, id);
        RunNames.CheckText("new_name", name, RunNames.NameMax, least: 1);
        if (collection.Name == name)
        {
            return [];
        }

        RequireFree(ledger, name);
        return [new RunFact.CollectionNamed(id, name, at)];
    }

    /// <summary>Moves a collection into the recycle bin with its runs, or back.</summary>
    /// <exception cref="RunException">There is no such collection, it is there already, or it is the default
    /// one.</exception>
    public static IReadOnlyList<RunFact> Move(RunLedger ledger, int id, bool isDeleted, long at)
    {
        var collection = Find(ledger, id);
        if (id == RunLedger.DefaultCollection)
        {
            throw RunException.Invalid("The default collection cannot be deleted.");
        }

        return collection.IsDeleted == isDeleted
            ? throw RunException.Missing(
                $"The collection {id} is {(isDeleted ? "deleted already" : "not deleted")}.")
            : [new RunFact.CollectionMoved(id, isDeleted, at)];
    }

    /// <summary>Sets a tag, or takes it away.</summary>
    /// <exception cref="RunException">There is no such collection or tag, it is deleted, or the tag is not
    /// allowed.</exception>
    public static IReadOnlyList<RunFact> Tag(RunLedger ledger, int id, RunEntry tag, long at)
    {
        var collection = Active(ledger, id);
        if (tag.Value is null && !collection.Tags.ContainsKey(tag.Key))
        {
            throw RunException.Missing($"No tag with name: {RunNames.Short(tag.Key)} in the collection {id}.");
        }

        CheckTags([tag]);
        return [new RunFact.CollectionTagged(id, tag, at)];
    }

    /// <summary>A collection.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static RunCollection Find(RunLedger ledger, int id)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return ledger.Collection(id) ?? throw RunException.Missing($"No experiment with ID {id} exists.");
    }

    internal static RunCollection Active(RunLedger ledger, int id) => Find(ledger, id) is { IsDeleted: false } found
        ? found
        : throw RunException.Invalid(
            $"The experiment {id} must be in the 'active' state. Current state is deleted.");

    internal static void CheckTags(IReadOnlyList<RunEntry> tags)
    {
        foreach (var (key, value) in tags)
        {
            RunNames.CheckKey("tag", key);
            RunNames.CheckText($"value of the tag '{key}'", value ?? "", RunNames.OtherTagMax);
        }
    }

    internal static void Room(string what, int count)
    {
        if (count >= RunNames.PerStoreMax)
        {
            throw RunException.Invalid($"The store has {count:N0} {what}, which is as many as it takes.");
        }
    }

    private static void RequireFree(RunLedger ledger, string name)
    {
        if (ledger.Collection(name) is { } taken)
        {
            throw RunException.Exists(
                $"Experiment '{RunNames.Short(name)}' already exists{(taken.IsDeleted ? " in deleted state" : "")}.");
        }
    }
}
