using System.Text;
using Tune.Engine.Checkpoints;
using Tune.Storage.Checkpoints;

namespace Tune.Storage.Tests.Checkpoints;

/// <summary>A checkpoint as versions before form 2 of the store kept it: a folder with manifest and files.</summary>
internal static class OldCheckpoint
{
    public static CheckpointRef Write(string root, int iteration, params (string Path, string Text)[] files)
    {
        var manifest = CheckpointManifest.Of(iteration, [.. files.Select(file => new CheckpointFile(
            file.Path, file.Text.Length, CheckpointManifest.DigestOf(Encoding.UTF8.GetBytes(file.Text))))]);
        var bytes = manifest.Write();
        var folder = Path.Combine(root, CheckpointManifest.DigestOf(bytes));
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(folder, "files", path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), bytes);
        return new CheckpointRef(CheckpointManifest.DigestOf(bytes), manifest.Bytes, iteration);
    }
}
