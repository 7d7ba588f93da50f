namespace Tune.Architecture.Tests.Dependencies;

/// <summary>
/// The arrows of the architecture as data. A new arrow or a new package is a one-line diff here, argued in its commit.
/// </summary>
internal static class DependencyMap
{
    /// <summary>Libraries and programs: exactly these arrows, exactly these packages.</summary>
    public static IReadOnlyList<Permit> Projects { get; } =
    [
        new("Tune.Engine", ["Tune.Bytes"], []),
        new("Tune.Schedulers", ["Tune.Engine"], ["MathNet.Numerics"]),
        new("Tune.Bytes", [], []),
        new("Tune.Files", [], []),
        new("Tune.Storage", ["Tune.Bytes", "Tune.Engine", "Tune.Files"], ["LiteDB", "Parquet.Net"]),
        new("Tune.Processes", [], []),
        new("Tune.Gpus", [], []),
        new("Tune.Clustering", ["Tune.Bytes", "Tune.Engine", "Tune.Files", "Tune.Gpus", "Tune.Processes"],
            ["Akka", "Akka.Cluster", "Akka.Cluster.Hosting", "Akka.Cluster.Sharding", "Akka.Hosting",
                "LightningDB", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging"]),
        new("Tune.Trainables", ["Tune.Engine", "Tune.Files", "Tune.Processes"], []),
        new("Tune.Trainables.Torch", ["Tune.Engine", "Tune.Trainables"], ["TorchSharp"]),
        new("Tune.Plots", ["Tune.Engine", "Tune.Files"], ["ScottPlot"]),

        // The composition root: only here do siblings meet.
        new("Tune.Hosting",
            ["Tune.Engine", "Tune.Files", "Tune.Schedulers", "Tune.Storage", "Tune.Clustering", "Tune.Trainables",
                "Tune.Plots"],
            []),

        // The service: one API for people's viewers and for programs. Clients carry nothing of the engine.
        new("Tune.Client", ["Tune.Files"], []),
        new("Tune.Server", ["Tune.Client", "Tune.Hosting"], []),
        new("Tune.Viewer", ["Tune.Server"], ["Microsoft.TypeScript.MSBuild"]),

        // Heads: what people and programs see of it.
        new("Tune.Cli", ["Tune.Client", "Tune.Hosting", "Tune.Server", "Tune.Viewer"],
            ["Microsoft.Data.Sqlite", "Microsoft.Extensions.Logging.Abstractions", "ModelContextProtocol.Core",
                "System.CommandLine", "Spectre.Console"]),
        new("Tune.Node", ["Tune.Cli"], []),
        new("Tune.Experiments", ["Tune.Cli", "Tune.Trainables.Torch"], []),

        // Shared by every project below them.
        new("Directory.Build.targets", [], ["Microsoft.CodeAnalysis.BannedApiAnalyzers"]),
        new("Trainables/Tune.Trainables.Torch/Torch.Native.targets", [],
            ["libtorch-cpu-$(RuntimeIdentifier)", "TorchSharp-cpu",
                "TorchSharp-cuda-linux", "TorchSharp-cuda-windows"]),
    ];

    /// <summary>Everything under <c>tests/</c> may point at any library and at these.</summary>
    public static IReadOnlyList<string> TestPackages { get; } =
    [
        "Akka.TestKit", "CsCheck", "Deque.AxeCore.Playwright",
        "Microsoft.AspNetCore.Authentication.OpenIdConnect", "Microsoft.AspNetCore.OpenApi",
        "Microsoft.CodeAnalysis.CSharp",
        "Microsoft.NET.Test.Sdk", "Microsoft.Playwright", "NUnit", "NUnit.Analyzers", "NUnit3TestAdapter",
        "Spectre.Console.Testing",
    ];

    /// <summary>Projects without I/O, clock or ambient chance: the banned symbols apply to them.</summary>
    public static IReadOnlyList<string> Pure { get; } = ["Tune.Engine", "Tune.Schedulers"];

    /// <summary>Projects that stand on ASP.NET's shared framework, which is on every machine with the SDK.</summary>
    public static IReadOnlyList<string> Web { get; } = ["Tune.Server", "Tune.Viewer"];

    /// <summary>The libraries whose public surface is an approved text.</summary>
    public static IReadOnlyList<string> Libraries { get; } =
    [
        "Tune.Engine", "Tune.Schedulers", "Tune.Storage", "Tune.Clustering", "Tune.Trainables",
        "Tune.Trainables.Torch", "Tune.Plots", "Tune.Hosting", "Tune.Cli", "Tune.Client", "Tune.Server",
        "Tune.Viewer",
    ];

    /// <summary>Families whose versions are raised by the pins of this tree. A program outside it does not see the
    /// pins, so a library asks for what it touches of them by name, or that program fails when it starts.</summary>
    public static IReadOnlyList<string> Raised { get; } = ["Microsoft.Extensions"];

    /// <summary>Where a family of packages lives.</summary>
    public static IReadOnlyList<PackageHome> Homes { get; } =
    [
        new("Akka", "Cluster/"),
        new("MathNet", "Tune.Schedulers/"),
        new("LiteDB", "Tune.Storage/"),
        new("Parquet", "Tune.Storage/"),
        new("TorchSharp", "Trainables/Tune.Trainables.Torch/"),
        new("libtorch", "Trainables/Tune.Trainables.Torch/"),
        new("ScottPlot", "Viewer/Tune.Plots/"),
        new("SkiaSharp", "Viewer/Tune.Plots/"),
        new("HarfBuzzSharp", "Viewer/Tune.Plots/"),
        new("Microsoft.TypeScript", "Viewer/Tune.Viewer/"),
        new("Microsoft.Data", "Cluster/Tune.Cli/"),
        new("ModelContextProtocol", "Cluster/Tune.Cli/"),
        new("System.CommandLine", "Cluster/Tune.Cli/"),
        new("Spectre.Console", "Cluster/Tune.Cli/"),
        new("Microsoft.Extensions", "Cluster/"),
    ];
}
