namespace Tune.Engine.Runs;

/// <summary>What may be done with registered models: each answers with the facts that do it.</summary>
public static partial class ModelRules
{
    private const int PerModelMax = 10_000;

    /// <summary>Registers a name.</summary>
    /// <exception cref="RunException">It is taken, or something is not allowed.</exception>
    public static IReadOnlyList<RunFact> Make(
        RunLedger ledger, string name, string note, IReadOnlyList<RunEntry> tags, long at)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        CheckName(name);
        RunNames.CheckText("description", note, RunNames.NoteMax);
        CollectionRules.CheckTags(tags);
        RequireFree(ledger, name);
        CollectionRules.Room("models", ledger.ModelCount);
        return [new RunFact.ModelMade(name, note, at, [.. tags])];
    }

    /// <summary>Gives a model another name.</summary>
    /// <exception cref="RunException">There is no such model, or the new name is taken or not allowed.</exception>
    public static IReadOnlyList<RunFact> Rename(RunLedger ledger, string name, string other, long at)
    {
        Find(ledger, name);
        CheckName(other);
        if (name == other)
        {
            return [];
        }

        RequireFree(ledger, other);
        return [new RunFact.ModelNamed(name, other, at)];
    }

    /// <summary>Writes a model's note.</summary>
    /// <exception cref="RunException">There is no such model, or the note is too long.</exception>
    public static IReadOnlyList<RunFact> Note(RunLedger ledger, string name, string note, long at)
    {
        Find(ledger, name);
        RunNames.CheckText("description", note, RunNames.NoteMax);
        return [new RunFact.ModelNoted(name, note, at)];
    }

    /// <summary>Takes a model away with its versions.</summary>
    /// <exception cref="RunException">There is no such model.</exception>
    public static IReadOnlyList<RunFact> Remove(RunLedger ledger, string name)
    {
        Find(ledger, name);
        return [new RunFact.ModelRemoved(name)];
    }

    /// <summary>Sets a tag of a model, or takes it away; one that is not there is gone already.</summary>
    /// <exception cref="RunException">There is no such model, or the tag is not allowed.</exception>
    public static IReadOnlyList<RunFact> Tag(RunLedger ledger, string name, RunEntry tag, long at)
    {
        var model = Find(ledger, name);
        CollectionRules.CheckTags([tag]);
        RequireRoom("tags", model.Tags.Count);
        return tag.Value is null && !model.Tags.ContainsKey(tag.Key)
            ? [] : [new RunFact.ModelTagged(name, tag, at)];
    }

    /// <summary>Gives a version another name besides its number, or with null takes that name away.</summary>
    /// <exception cref="RunException">There is no such model or version, or the alias is not allowed.</exception>
    public static IReadOnlyList<RunFact> Alias(RunLedger ledger, string name, string alias, int? version, long at)
    {
        var model = Find(ledger, name);
        if (version is null)
        {
            return model.Aliases.ContainsKey(alias) ? [new RunFact.ModelAliased(name, alias, null, at)] : [];
        }

        RunNames.CheckText("alias", alias, 255, least: 1);
        if (!alias.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            || alias.Equals("latest", StringComparison.OrdinalIgnoreCase)
            || (alias[0] is 'v' or 'V' && alias.Length > 1 && alias.Skip(1).All(char.IsAsciiDigit)))
        {
            throw RunException.Invalid(
                $"Invalid alias name: '{alias}'. An alias is made of letters, digits, '_' and '-', and is neither "
                + "'latest' nor a 'v' with a number.");
        }

        FindVersion(ledger, name, version.Value);
        RequireRoom("aliases", model.Aliases.Count);
        return [new RunFact.ModelAliased(name, alias, version, at)];
    }

    /// <summary>A model.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static RegisteredModel Find(RunLedger ledger, string name)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(name);
        CheckName(name);
        return ledger.Model(name)
            ?? throw RunException.Missing($"Registered Model with name={RunNames.Short(name)} not found.");
    }

    private static void RequireFree(RunLedger ledger, string name)
    {
        if (ledger.Model(name) is not null)
        {
            throw RunException.Exists($"Registered Model (name={RunNames.Short(name)}) already exists.");
        }
    }

    private static void RequireRoom(string what, int count)
    {
        if (count >= PerModelMax)
        {
            throw RunException.Invalid($"A model takes {PerModelMax:N0} {what}.");
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', ':'))
        {
            throw RunException.Invalid(
                $"Invalid model name: '{RunNames.Short(name)}'. A name is not empty and has neither '/' nor ':'.");
        }

        RunNames.CheckText("name", name, RunNames.KeyMax, least: 1);
    }
}
