namespace Tune.Engine.Ports;

/// <summary>What artifacts of trials may be called, and how many there may be.</summary>
public static class ArtifactLimits
{
    /// <summary>The most bytes of one: 256 MiB. What is larger is a checkpoint, or data.</summary>
    public const long BytesMax = 256L << 20;

    /// <summary>The most artifacts of one trial.</summary>
    public const int PerTrialMax = 1_000;

    /// <summary>The most bytes of all artifacts of an experiment: 64 GiB.</summary>
    public const long PerExperimentBytesMax = 64L << 30;

    private const int PathMax = 500;
    private const int DepthMax = 16;
    private const int PartMax = 200;

    /// <summary>What is wrong with a path; null if nothing is. It is relative, its parts are divided by '/', none of
    /// them is empty, <c>.</c> or <c>..</c>, and it has none of <c>\ : # %</c> and no control characters.</summary>
    public static string? Problem(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        var isAllowed = path.Length <= PathMax && parts.Length <= DepthMax
            && parts.All(part => part is not ("" or "." or "..") && part.Length <= PartMax)
            && !path.Any(letter => letter is '\\' or ':' or '#' or '%'
                || char.IsControl(letter) || char.IsSurrogate(letter));
        return isAllowed ? null
            : $"The path of an artifact is '{(path.Length <= 100 ? path : path[..100] + "…")}'; it may have up to "
                + $"{PathMax} characters in up to {DepthMax} parts divided by '/', none of them empty, '.' or '..', "
                + "and none of \\ : # % and control characters.";
    }
}
