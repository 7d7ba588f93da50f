namespace Tune.Benchmarks;

/// <summary>A folder that is gone afterwards. Below TUNE_BENCH_DIR if that is set, so that a certain disk can be
/// measured.</summary>
internal sealed class ScratchStore : IDisposable
{
    public ScratchStore() => Folder = Directory.CreateDirectory(Path.Combine(
        Environment.GetEnvironmentVariable("TUNE_BENCH_DIR") ?? Path.GetTempPath(),
        "tune-bench-" + Path.GetRandomFileName())).FullName;

    public string Folder { get; }

    /// <summary>The bytes of all journal segments.</summary>
    public long JournalBytes => new DirectoryInfo(Folder)
        .EnumerateFiles("*.seg", SearchOption.AllDirectories).Sum(file => file.Length);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
