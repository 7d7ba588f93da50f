using System.Globalization;

namespace Tune.Engine.Runs;

/// <summary>Versions of models.</summary>
public static partial class ModelRules
{
    private const int ConfigMax = 100_000;

    /// <summary>Adds a version, which gets the number after <see cref="RegisteredModel.LastVersion"/>.</summary>
    /// <exception cref="RunException">There is no such model, or something is not allowed.</exception>
    public static IReadOnlyList<RunFact> AddVersion(
        RunLedger ledger, string name, VersionOrigin origin, string note, IReadOnlyList<RunEntry> tags, long at)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var model = Find(ledger, name);
        RunNames.CheckText("source", origin.Source, RunNames.NoteMax);
        RunNames.CheckText("description", note, RunNames.NoteMax);
        RunNames.CheckText("config", origin.Config ?? "", ConfigMax);
        RunNames.CheckText("experiment", origin.Experiment ?? "", RunNames.NameMax);
        RunNames.CheckText("checkpoint", origin.Checkpoint ?? "", RunNames.KeyMax);
        if (origin.Trial < 0)
        {
            throw RunException.Invalid($"The trial is {origin.Trial}; it may be 0 or more.");
        }

        if (origin.Run is { } run && !RunNames.IsRunId(run))
        {
            throw RunException.Invalid($"Invalid run ID: '{RunNames.Short(run)}'.");
        }

        CollectionRules.CheckTags(tags);
        RequireRoom("versions", model.Versions.Count);
        return [new RunFact.VersionMade(name, model.LastVersion + 1, origin, note, at, [.. tags])];
    }

    /// <summary>Writes a version's note.</summary>
    /// <exception cref="RunException">There is no such version, or the note is too long.</exception>
    public static IReadOnlyList<RunFact> NoteVersion(RunLedger ledger, string name, int version, string note, long at)
    {
        FindVersion(ledger, name, version);
        RunNames.CheckText("description", note, RunNames.NoteMax);
        return [new RunFact.VersionNoted(name, version, note, at)];
    }

    /// <summary>Moves a version to another stage.</summary>
    /// <param name="ledger">What there is.</param>
    /// <param name="name">The model.</param>
    /// <param name="version">Which version.</param>
    /// <param name="stage">None, Staging, Production or Archived, in any case.</param>
    /// <param name="archivesOthers">Whether others of that stage are archived.</param>
    /// <param name="at">When.</param>
    /// <exception cref="RunException">There is no such version or stage.</exception>
    public static IReadOnlyList<RunFact> Stage(
        RunLedger ledger, string name, int version, string stage, bool archivesOthers, long at)
    {
        FindVersion(ledger, name, version);
        var model = Find(ledger, name);
        var known = StageOf(stage);
        if (archivesOthers && known is not ("Staging" or "Production"))
        {
            throw RunException.Invalid(
                "Only those of the stages Staging and Production can be archived for another version.");
        }

        return
        [
            new RunFact.VersionStaged(name, version, known, at),
            .. model.Versions.Values.Where(other => archivesOthers && other.Number != version && other.Stage == known)
                .Select(other => new RunFact.VersionStaged(name, other.Number, "Archived", at)),
        ];
    }

    /// <summary>Sets a tag of a version, or takes it away; one that is not there is gone already.</summary>
    /// <exception cref="RunException">There is no such version, or the tag is not allowed.</exception>
    public static IReadOnlyList<RunFact> TagVersion(
        RunLedger ledger, string name, int version, RunEntry tag, long at)
    {
        var found = FindVersion(ledger, name, version);
        CollectionRules.CheckTags([tag]);
        RequireRoom("tags", found.Tags.Count);
        return tag.Value is null && !found.Tags.ContainsKey(tag.Key)
            ? [] : [new RunFact.VersionTagged(name, version, tag, at)];
    }

    /// <summary>Takes a version away; its number is not given again.</summary>
    /// <exception cref="RunException">There is no such version.</exception>
    public static IReadOnlyList<RunFact> RemoveVersion(RunLedger ledger, string name, int version)
    {
        FindVersion(ledger, name, version);
        return [new RunFact.VersionRemoved(name, version)];
    }

    /// <summary>A version of a model.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static ModelVersion FindVersion(RunLedger ledger, string name, int version) =>
        Find(ledger, name).Versions.GetValueOrDefault(version)
        ?? throw RunException.Missing(string.Create(
            CultureInfo.InvariantCulture,
            $"Model Version (name={RunNames.Short(name)}, version={version}) not found."));

    /// <summary>A stage as it is written.</summary>
    /// <exception cref="RunException">There is none of that name.</exception>
    public static string StageOf(string stage) =>
        RunNames.Stages.FirstOrDefault(known => known.Equals(stage, StringComparison.OrdinalIgnoreCase))
        ?? throw RunException.Invalid(
            $"Invalid Model Version stage: '{RunNames.Short(stage)}'. It must be one of "
            + $"{string.Join(", ", RunNames.Stages)}.");
}
