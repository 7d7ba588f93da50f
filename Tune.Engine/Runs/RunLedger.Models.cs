namespace Tune.Engine.Runs;

/// <summary>Models and artifacts.</summary>
public sealed partial class RunLedger
{
    private readonly SortedDictionary<string, RegisteredModel> _models = new(StringComparer.Ordinal);
    private readonly ArtifactTree _artifacts = new();

    /// <summary>All registered models, ordinal order of names; a copy.</summary>
    public IReadOnlyList<RegisteredModel> Models() => [.. _models.Values];

    /// <summary>How many models there are.</summary>
    public int ModelCount => _models.Count;

    /// <summary>A model; null if there is none of that name.</summary>
    public RegisteredModel? Model(string name) => _models.GetValueOrDefault(name);

    /// <summary>How many files are stored.</summary>
    public int ArtifactCount => _artifacts.Count;

    /// <summary>A stored file or a folder; null if there is none. The empty path is the folder of all.</summary>
    public RunArtifact? Artifact(string path) => _artifacts.Find(path);

    /// <summary>How many bytes a file has, or all that are in a folder; those of all for the empty path.</summary>
    public long ArtifactBytesBelow(string path) => _artifacts.BytesBelow(path);

    /// <summary>What lies in a folder, ordinal order; nothing for a file or an unknown path.</summary>
    public IReadOnlyList<RunArtifact> ArtifactsIn(string path) => _artifacts.In(path);

    /// <summary>How many paths lead to the same bytes.</summary>
    public int UsesOf(string digest) => _artifacts.UsesOf(digest);

    /// <summary>The digests of all files at and below a path.</summary>
    public IReadOnlyList<string> DigestsBelow(string path) => _artifacts.DigestsBelow(path);

    private bool ApplyToModel(RunFact fact)
    {
        switch (fact)
        {
            case RunFact.ModelMade made:
                _models.Add(made.Model, new RegisteredModel(made.Model, made.At)
                {
                    Note = made.Note, Tags = With(RunRecord.NoEntries, made.Tags),
                });
                return true;
            case RunFact.ModelNamed named:
                Rename(named);
                return true;
            case RunFact.ModelRemoved removed:
                return _models.Remove(removed.Model);
            case RunFact.ModelNoted noted:
                Put(KnownModel(noted.Model) with { Note = noted.Note, Changed = noted.At });
                return true;
            case RunFact.ModelTagged tagged:
                var model = KnownModel(tagged.Model);
                Put(model with { Tags = With(model.Tags, [tagged.Tag]), Changed = tagged.At });
                return true;
            case RunFact.ModelAliased aliased:
                model = KnownModel(aliased.Model);
                Put(model with
                {
                    Changed = aliased.At,
                    Aliases = aliased.Version is { } version
                        ? model.Aliases.SetItem(aliased.Alias, version)
                        : model.Aliases.Remove(aliased.Alias),
                });
                return true;
            default:
                return ApplyToVersion(fact);
        }
    }

    private bool ApplyToVersion(RunFact fact)
    {
        switch (fact)
        {
            case RunFact.VersionMade made:
                var model = KnownModel(made.Model);
                Put(model with
                {
                    LastVersion = Math.Max(model.LastVersion, made.Version),
                    Changed = made.At,
                    Versions = model.Versions.Add(
                        made.Version, new ModelVersion(made.Model, made.Version, made.Origin, made.At)
                        {
                            Note = made.Note, Tags = With(RunRecord.NoEntries, made.Tags),
                        }),
                });
                return true;
            case RunFact.VersionNoted noted:
                Change(noted.Model, noted.Version, noted.At, version => version with { Note = noted.Note });
                return true;
            case RunFact.VersionStaged staged:
                Change(staged.Model, staged.Version, staged.At, version => version with { Stage = staged.Stage });
                return true;
            case RunFact.VersionTagged tagged:
                Change(tagged.Model, tagged.Version, tagged.At, version => version with
                {
                    Tags = With(version.Tags, [tagged.Tag]),
                });
                return true;
            case RunFact.VersionRemoved removed:
                model = KnownModel(removed.Model);
                Put(model with
                {
                    Versions = model.Versions.Remove(removed.Version),
                    Aliases = model.Aliases.RemoveRange(
                        model.Aliases.Where(alias => alias.Value == removed.Version).Select(alias => alias.Key)),
                });
                return true;
            default:
                return false;
        }
    }

    private void Change(string name, int number, long at, Func<ModelVersion, ModelVersion> change)
    {
        var model = KnownModel(name);
        var version = model.Versions.GetValueOrDefault(number)
            ?? throw new InvalidDataException($"there is no version {number} of the model {name}");
        Put(model with
        {
            Changed = at, Versions = model.Versions.SetItem(number, change(version) with { Changed = at }),
        });
    }

    private void Rename(RunFact.ModelNamed named)
    {
        var model = KnownModel(named.Model);
        _models.Remove(named.Model);
        _models.Add(named.Name, model with
        {
            Name = named.Name,
            Changed = named.At,
            Versions = model.Versions.SetItems(model.Versions.Select(version =>
                KeyValuePair.Create(version.Key, version.Value with { Model = named.Name }))),
        });
    }

    private void Put(RegisteredModel model) => _models[model.Name] = model;

    private RegisteredModel KnownModel(string name) => _models.GetValueOrDefault(name)
        ?? throw new InvalidDataException($"there is no model {name}");
}
