namespace Tune.Storage.Export;

/// <summary>How an experiment's history is written out.</summary>
public enum ExportFormat
{
    /// <summary>One line per report, RFC 4180 with a header.</summary>
    Csv,

    /// <summary>One JSON object per line and report.</summary>
    Json,

    /// <summary>One row per report in an Apache Parquet file.</summary>
    Parquet,

    /// <summary>One CSV line per decision.</summary>
    Decisions,

    /// <summary>One CSV line per configuration: mean and spread over the trials that had it.</summary>
    Configurations,
}
