using System.Runtime.CompilerServices;

namespace Tune.Server.Tests.Documents;

/// <summary>The document that programs are made from says what the routes are.</summary>
internal sealed class DocumentTests
{
    [Test]
    public async Task Document_AsServed_IsThatOfTheRoutes()
    {
        var approved = Path.Combine(Here(), "../../../Viewer/Tune.Server/openapi.json");
        var made = await ApiDocument.MakeAsync();
        if (Environment.GetEnvironmentVariable("TUNE_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(approved, made);
        }

        await using var served = await ServedStore.StartAsync();
        var answered = await served.Client.GetStringAsync(new Uri("api/v1/openapi.json", UriKind.Relative));

        Assert.That(
            await File.ReadAllTextAsync(approved), Is.EqualTo(made),
            "Viewer/Tune.Server/openapi.json is not that of the routes; run this test with TUNE_APPROVE=1 and look at "
            + "the difference.");
        Assert.That(answered, Is.EqualTo(made), "build again");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
