using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Tune.Cli;
using Tune.Hosting.Running;

namespace Tune.Hosting.Tests.Defining;

/// <summary>A trimmed program would offer no experiment and say nothing: the build warns, and the program refuses.
/// </summary>
internal sealed class TrimmingTests
{
    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCase(typeof(TuneApp), nameof(TuneApp.RunAsync))]
    [TestCase(typeof(TuneHost), nameof(TuneHost.StartAsync))]
    [TestCase(typeof(TuneLoop), nameof(TuneLoop.OpenAsync))]
    [TestCase(typeof(TuneChild), nameof(TuneChild.RunIfChildAsync))]
    public void Beginning_OfAnyProgram_WarnsWhoTrimsIt(Type type, string name)
    {
        var ways = type.GetMethods().Where(method => method.Name == name && method.IsStatic).ToArray();
        Assert.That(ways, Is.Not.Empty);
        foreach (var way in ways)
        {
            var mark = way.GetCustomAttributes(typeof(RequiresUnreferencedCodeAttribute), inherit: false);
            Assert.That(mark, Has.Length.EqualTo(1), $"{way}");
            Assert.That(
                ((RequiresUnreferencedCodeAttribute)mark[0]).Message, Does.Contain("without PublishTrimmed"));
        }
    }

    [Test]
    public void Problem_InAProgramThatIsWhole_IsNone() => Assert.That(Trimming.Problem, Is.Null);

    // What TrimMode=partial leaves behind: every type is there, and JSON may not be made by reflection.
    [Test]
    public async Task Run_JsonMayNotReflect_IsRefusedWithASentence()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Tune.HostProbe");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(program + ".runtimeconfig.json"))!;
        settings["runtimeOptions"]!["configProperties"] ??= new JsonObject();
        settings["runtimeOptions"]!["configProperties"]![
            "System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault"] = false;
        var file = Path.Combine(_folder, "runtimeconfig.json");
        await File.WriteAllTextAsync(file, settings.ToJsonString());

        using var process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", file, program + ".dll", "list"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                WorkingDirectory = _folder,
            })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Multiple(() =>
        {
            Assert.That(errors, Does.StartWith("error: This program was published trimmed, or JsonSerializer")
                .And.Contains("Publish without PublishTrimmed"));
            Assert.That(process.ExitCode, Is.EqualTo(2));
        });
    }

    // A library from which the type that nothing refers to is gone, as whoever trims leaves it.
    [Test]
    public void Start_ATypeIsGone_IsRefusedWithASentence()
    {
        var bytes = File.ReadAllBytes(typeof(TuneHost).Assembly.Location);
        var name = "ReferredToByNobody\0"u8;
        var at = bytes.AsSpan().IndexOf(name);
        Assert.That(at, Is.Positive);
        "X"u8.CopyTo(bytes.AsSpan(at));
        var apart = new AssemblyLoadContext("trimmed", isCollectible: true);
        var host = apart.LoadFromStream(new MemoryStream(bytes)).GetType(typeof(TuneHost).FullName!)!;

        var start = (Task)host.GetMethod(nameof(TuneHost.StartAsync))!.Invoke(null, [null, CancellationToken.None])!;

        Assert.That(async () => await start, Throws.TypeOf<PlatformNotSupportedException>()
            .With.Message.StartsWith("This program was published trimmed. Experiments are found"));
        apart.Unload();
    }
}
