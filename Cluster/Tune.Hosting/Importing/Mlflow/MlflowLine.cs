using System.Globalization;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>A line of a metric's file: time, value, and from MLflow 1.0 on the step. What may follow, the name and the
/// digest of a dataset, is passed over.</summary>
internal static class MlflowLine
{
    /// <summary>The value; null if the line is none.</summary>
    public static MlflowPoint? Read(string line)
    {
        var parts = line.Trim().Split(' ');
        return parts.Length >= 2
            && Whole(parts[0]) is { } time
            && CellText.Number(parts[1]) is { } value
            && (parts.Length == 2 ? 0 : Whole(parts[2])) is { } step
                ? new MlflowPoint(value, time, step)
                : null;
    }

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
