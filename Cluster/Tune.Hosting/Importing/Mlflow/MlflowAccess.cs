using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>How a server of MLflow is asked: what its own clients read from the environment.</summary>
internal sealed record MlflowAccess
{
    private const int TriesMost = 10;

    /// <summary>Who asks; null for nobody in particular.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Whether a server is believed whose certificate cannot be checked.</summary>
    public bool TrustsAll { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How often it is asked again after a failure that may pass.</summary>
    public int Retries { get; init; } = 7;

    /// <summary>How long the first wait before asking again is; each further one is twice as long, a minute at the
    /// most.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the environment says: <c>MLFLOW_TRACKING_USERNAME</c> and <c>MLFLOW_TRACKING_PASSWORD</c>,
    /// <c>MLFLOW_TRACKING_TOKEN</c>, <c>MLFLOW_TRACKING_INSECURE_TLS</c>, <c>MLFLOW_HTTP_REQUEST_TIMEOUT</c> (seconds)
    /// and <c>MLFLOW_HTTP_REQUEST_MAX_RETRIES</c>.</summary>
    /// <param name="read">Reads a variable.</param>
    /// <param name="address">The server's address, which may have a name and a password in it.</param>
    /// <exception cref="ImportException">A variable is not what it must be.</exception>
    public static MlflowAccess Of(Func<string, string?> read, Uri address) => new()
    {
        Authorization = address.UserInfo.Length > 0
            ? Basic(Uri.UnescapeDataString(address.UserInfo))
            : read("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user
                && read("MLFLOW_TRACKING_PASSWORD") is { Length: > 0 } password ? Basic($"{user}:{password}")
            : read("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token ? Bearer(token)
            : null,
        TrustsAll = read("MLFLOW_TRACKING_INSECURE_TLS") is "true" or "True" or "TRUE" or "1",
        Timeout = TimeSpan.FromSeconds(Number(read, "MLFLOW_HTTP_REQUEST_TIMEOUT", 120, 1, 3600)),
        Retries = Number(read, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", 7, 0, TriesMost),
    };

    private static AuthenticationHeaderValue Basic(string both) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(both)));

    private static AuthenticationHeaderValue Bearer(string token) => token.All(c => c is > ' ' and < '\x7f')
        ? new AuthenticationHeaderValue("Bearer", token)
        : throw new ImportException("MLFLOW_TRACKING_TOKEN has letters that no token has.");

    private static int Number(Func<string, string?> read, string name, int usual, int least, int most) =>
        read(name) is not { Length: > 0 } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : throw new ImportException($"{name} is '{text}'; it must be {least} to {most}.");
}
