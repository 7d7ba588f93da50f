using Tune.Cli;

// The command line without experiments of its own: looks into any store, and asks whoever holds it to pause or stop.
return await TuneApp.RunAsync(args);
