namespace Tune.Engine.Runs;

/// <summary>What may be done with stored files: each answers with the facts that do it.</summary>
public static class ArtifactRules
{
    /// <summary>Puts a file in its place; one that is there gives way.</summary>
    /// <exception cref="RunException">The path is not allowed, or is a folder, or leads through a file; or the digest
    /// is none.</exception>
    public static IReadOnlyList<RunFact> Put(RunLedger ledger, RunArtifact file)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(file);
        RequirePlace(ledger, file.Path);
        if (!RunNames.IsDigest(file.Digest) || file.Length < 0)
        {
            throw RunException.Invalid(
                "A file has a digest of 64 hexadecimal digits in lower case and 0 bytes or more.");
        }

        return file.Length > RunRoom.ForArtifact(ledger, file.Path)
            ? throw RunRoom.NoRoom(ledger, file.Path)
            : [new RunFact.ArtifactPut(file.Path, file.Digest, file.Length, file.At)];
    }

    /// <summary>How many bytes a file that is put somewhere may have, so that none is brought in vain.</summary>
    /// <exception cref="RunException">As for <see cref="Put"/>, or there is no room at all.</exception>
    public static long RequireRoom(RunLedger ledger, string path)
    {
        RequirePlace(ledger, path);
        return RunRoom.ForArtifact(ledger, path) is > 0 and var room ? room : throw RunRoom.NoRoom(ledger, path);
    }

    /// <summary>Refuses a path at which no file can be put.</summary>
    /// <exception cref="RunException">As for <see cref="Put"/>.</exception>
    public static void RequirePlace(RunLedger ledger, string path)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        RunNames.CheckPath(path);
        if (ledger.Artifact(path) is { IsFolder: true })
        {
            throw RunException.Invalid("There is a folder of that name.");
        }

        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (ledger.Artifact(path[..end]) is { IsFolder: false })
            {
                throw RunException.Invalid("A part of the path is a file.");
            }
        }

        CollectionRules.Room("artifacts", ledger.ArtifactCount);
    }

    /// <summary>Takes a file away, or a folder with all that is in it.</summary>
    /// <exception cref="RunException">There is none, or the path is not allowed.</exception>
    public static IReadOnlyList<RunFact> Remove(RunLedger ledger, string path)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        RunNames.CheckPath(path);
        return ledger.Artifact(path) is null
            ? throw RunException.Missing($"There is no artifact '{RunNames.Short(path)}'.")
            : [new RunFact.ArtifactRemoved(path)];
    }
}
