using Tune.Storage.Journal;

namespace Tune.Storage.Runs;

/// <summary>How many changes of runs are known to have been safe, noted beside their files as a journal's are. The
/// note may lag behind; it is never ahead.</summary>
internal static class RunMark
{
    /// <summary>How many were noted; 0 if none were.</summary>
    public static long Load(string folder) => ReadMark.Load(PathOf(folder))?.Events ?? 0;

    public static void Save(string folder, long frames, DateTime utc) =>
        new ReadMark(frames, utc).Save(PathOf(folder));

    /// <summary>Refuses files that have fewer changes than are known to have been safe.</summary>
    /// <param name="read">What there is.</param>
    /// <param name="known">What was known before it was read.</param>
    /// <exception cref="Engine.Ports.StorageException">Some are missing.</exception>
    public static void RequireAll(RunReplay read, long known)
    {
        if (read.Frames < known)
        {
            throw RunSegment.Damage(
                read.PathOf(Math.Max(1, read.Segment)),
                $"{known - read.Frames:N0} changes that were acknowledged are missing at its end. It has "
                + $"{read.Frames:N0} of {known:N0}. To go on without them, delete '{ReadMark.FileName}' beside it");
        }
    }

    private static string PathOf(string folder) => Path.Combine(folder, ReadMark.FileName);
}
