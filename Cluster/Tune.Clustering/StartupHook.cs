using Tune.Clustering.Children;

/// <summary>Found by the runtime, by this very name, in an assembly that <c>DOTNET_STARTUP_HOOKS</c> names: makes a
/// process a child before its <c>Main</c> runs, where that would run a test platform.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        ChildEnvironment.Unhook(typeof(StartupHook).Assembly.Location);
        if (ChildRunner.IsChild)
        {
            Environment.Exit(ChildRunner.RunAsync([]).GetAwaiter().GetResult());
        }
    }
}
