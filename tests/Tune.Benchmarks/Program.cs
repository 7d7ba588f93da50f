using Tune.Benchmarks;

// Slots that run trials in child processes start this very program again.
return Environment.GetEnvironmentVariable("TUNE_CHILD") is not null
    ? await ChildTrials.RunAsync()
    : ReopenProbe.Folder is { } folder ? await ReopenProbe.RunAsync(folder)
    : await Runner.RunAsync(args);
