namespace Tune.Hosting.Importing.Mlflow;

/// <summary>Times of MLflow: milliseconds since 1970.</summary>
internal static class MlflowTime
{
    /// <summary>The time, UTC; null if there is none or it is beyond all calendars.</summary>
    public static DateTime? Of(long? milliseconds) =>
        milliseconds is { } known ? CellText.Seconds(known / 1000.0) : null;
}
