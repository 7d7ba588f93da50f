using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Tune.Server.Tests.Generated;

/// <summary>What holds for every answer, whatever was asked.</summary>
internal static class AnswerRule
{
    // Of what is no request: too long a line, a path that is none, too many headers.
    private static readonly int[] s_before = [400, 414, 431];

    // What MLflow's clients know.
    private static readonly int[] s_mlflow = [200, 400, 401, 403, 404];

    private static readonly string[] s_mlflowRoots = ["/api/2.0/", "/api/3.0/"];

    // Where this machine keeps what is nobody's business: temporary files and with them the store, the home of who
    // runs this, and the tree and the program.
    private static readonly string[] s_secrets =
    [
        .. new[]
        {
            Path.GetTempPath(), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/", Tree(),
            AppContext.BaseDirectory,
        }.Where(path => path.Length > 3),
    ];

    /// <summary>Fails where an answer is not one that we give.</summary>
    public static void Require(Asked asked, HttpResponseMessage answer, string body, Func<string> what)
    {
        var (status, path) = ((int)answer.StatusCode, answer.RequestMessage!.RequestUri!.AbsolutePath);
        var isOurs = !s_mlflowRoots.Any(root => path.StartsWith(root, StringComparison.Ordinal));
        RequireNoLeak(body, path, what);
        if (asked.MayBeNone && body.Length == 0 && s_before.Contains(status))
        {
            Assert.That(answer.Headers.ConnectionClose, Is.True, what);
            return;
        }

        var known = isOurs && asked.Statuses.Count > 0 ? asked.Statuses
            : path.Contains("/mlflow-artifacts/mpu/", StringComparison.Ordinal) ? [.. s_mlflow, 501]
            : isOurs ? [200, 400, 401, 403, 404] : s_mlflow;
        Assert.That(status, Is.LessThan(500).Or.EqualTo(501), what);
        Assert.That(known, Does.Contain(status), () => $"not in the document: {what()}");
        Assert.That(answer.Headers.Contains("Content-Security-Policy"), what);
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]), what);
        if (status >= 400)
        {
            RequireProblem(answer, body, isOurs, what);
        }
    }

    private static void RequireNoLeak(string body, string path, Func<string> what)
    {
        Assert.That(body, Does.Not.Contain("   at ").And.Not.Contain("Exception"), what);

        // Who has every right is told where the store is.
        foreach (var secret in path.EndsWith("/server", StringComparison.Ordinal) ? [] : s_secrets)
        {
            Assert.That(body, Does.Not.Contain(secret), what);
        }
    }

    private static void RequireProblem(HttpResponseMessage answer, string body, bool isOurs, Func<string> what)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        Assert.That(type, Is.EqualTo(isOurs ? "application/problem+json" : "application/json"), what);
        using var json = JsonDocument.Parse(Encoding.Latin1.GetBytes(body));
        foreach (var field in isOurs ? (string[])["type", "title", "detail"] : ["error_code", "message"])
        {
            Assert.That(json.RootElement.GetProperty(field).GetString(), Is.Not.Empty, what);
        }

        if (isOurs)
        {
            Assert.That(json.RootElement.GetProperty("status").GetInt32(), Is.EqualTo((int)answer.StatusCode), what);
        }
    }

    private static string Tree([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
