namespace Tune.Engine.Runs;

/// <summary>What each fact does.</summary>
public sealed partial class RunLedger
{
    /// <summary>Takes a fact in.</summary>
    /// <exception cref="InvalidDataException">It speaks of something that is not there.</exception>
    public void Apply(RunFact fact)
    {
        var (run, size) = (RunSizes.RunOf(fact), RunSizes.Of(fact));
        var text = run is null ? 0 : RunSizes.TextOf(fact is RunFact.RunStarted ? null : Known(run).Now, fact);
        switch (fact)
        {
            case RunFact.CollectionMade made:
                Put(new RunCollection(made.Collection, made.Name, made.At)
                {
                    Tags = With(RunRecord.NoEntries, made.Tags), Location = made.Location,
                });
                break;
            case RunFact.CollectionNamed named:
                Put(Known(named.Collection) with { Name = named.Name, Changed = named.At });
                break;
            case RunFact.CollectionMoved moved:
                Move(moved);
                break;
            case RunFact.CollectionTagged tagged:
                var collection = Known(tagged.Collection);
                Put(collection with { Tags = With(collection.Tags, [tagged.Tag]), Changed = tagged.At });
                break;
            case RunFact.ArtifactPut put:
                // It becomes the name of a file.
                _artifacts.Put(RunNames.IsDigest(put.Digest) && put.Length >= 0
                    ? new RunArtifact(put.Path, put.Digest, put.Length, put.At)
                    : throw new InvalidDataException("the digest or the length of an artifact is none"));
                break;
            case RunFact.ArtifactRemoved removed:
                _artifacts.Remove(removed.Path);
                break;
            default:
                if (!ApplyToRun(fact) && !ApplyToModel(fact))
                {
                    throw new InvalidDataException($"the fact {fact.GetType().Name} is not known");
                }

                break;
        }

        Position++;
        Logged += size;
        Text += text;
        if (run is not null && Known(run) is var cell)
        {
            (cell.Logged, cell.Text) = (cell.Logged + size, cell.Text + text);
        }
    }

    private bool ApplyToRun(RunFact fact)
    {
        switch (fact)
        {
            case RunFact.RunStarted started:
                Begin(started);
                return true;
            case RunFact.RunChanged changed:
                var cell = Known(changed.Run);
                cell.Now = cell.Now with { Status = changed.Status, End = changed.End, Name = changed.Name };
                return true;
            case RunFact.RunMoved moved:
                cell = Known(moved.Run);
                cell.Now = cell.Now with { IsDeleted = moved.IsDeleted };
                return true;
            case RunFact.RunNoted noted:
                cell = Known(noted.Run);
                cell.Now = cell.Now with
                {
                    Parameters = With(cell.Now.Parameters, noted.Parameters), Tags = With(cell.Now.Tags, noted.Tags),
                };
                return true;
            case RunFact.RunMeasured measured:
                Measure(Known(measured.Run), measured.Points);
                return true;
            case RunFact.RunAttached attached:
                cell = Known(attached.Run);
                cell.Now = attached.IsOutput
                    ? cell.Now with { Outputs = cell.Now.Outputs.Add(attached.Json) }
                    : cell.Now with { Inputs = cell.Now.Inputs.Add(attached.Json) };
                return true;
            default:
                return false;
        }
    }

    // With all of its runs: one fact, however many they are.
    private void Move(RunFact.CollectionMoved moved)
    {
        Put(Known(moved.Collection) with { IsDeleted = moved.IsDeleted, Changed = moved.At });
        foreach (var cell in _runsOf.GetValueOrDefault(moved.Collection) ?? [])
        {
            if (cell.Now.IsDeleted != moved.IsDeleted)
            {
                cell.Now = cell.Now with { IsDeleted = moved.IsDeleted };
            }
        }
    }

    private RunCollection Known(int collection) => _collections.GetValueOrDefault(collection)
        ?? throw new InvalidDataException($"there is no collection {collection}");

    private RunCell Known(string run) => _runs.GetValueOrDefault(run)
        ?? throw new InvalidDataException($"there is no run {run}");
}
