using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Tune.Hosting;
using Tune.WebProbe;

// A web app that runs trials in processes of their own, as a user would write one: an argument chooses between two
// trainables of one name. The way it is written in is another argument.
if (args is ["guard" or "static", ..] && await TuneChild.RunIfChildAsync())
{
    return;
}

var way = args.ElementAtOrDefault(0) ?? "early";
var sweep = new Sweep(args.ElementAtOrDefault(1) ?? "plus", args.ElementAtOrDefault(2) ?? ".", way);
sweep.NoteBoot();
Knobs.Scale = 2;
var early = way is "guard" or "static" ? null : await sweep.FitAsync();

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
var app = builder.Build();
app.MapPost("/fit", async () => early ?? await sweep.FitAsync());
await app.StartAsync();
Console.WriteLine($"listening {app.Urls.Single()}");
await ((IHost)app).WaitForShutdownAsync();
