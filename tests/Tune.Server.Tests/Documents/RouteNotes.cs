using Microsoft.OpenApi;

namespace Tune.Server.Tests.Documents;

/// <summary>What the document says of routes and parameters beyond what can be seen of them. A route or a parameter
/// without a note fails the test, by name.</summary>
internal static class RouteNotes
{
    public const string Head = "What the experiments of a store have come to, and acts on them. Names of experiments "
        + "are those of their definitions. Positions count the events of an experiment's journal. Numbers that JSON "
        + "cannot hold are the strings \"NaN\", \"Infinity\" and \"-Infinity\". Changes are also pushed, in the same "
        + "shape, over a WebSocket at /api/v1/experiments/{experiment}/feed. What is no request, or whose line has "
        + "more than 64 KiB, or whose headers are more than 100 or have more than 32 KiB, is answered with 400, 405, "
        + "408, 414, 431 or 505 and no body, on every route, and the connection ends.";

    private static readonly Dictionary<string, string> s_summaries = new()
    {
        ["GET /api/v1/server"] = "Who answers, and what one may do there",
        ["GET /api/v1/experiments"] = "A page of experiments, filtered and ordered",
        ["GET /api/v1/experiments/{experiment}"] = "Where an experiment stands",
        ["GET /api/v1/experiments/{experiment}/detail"] = "An experiment with what defines it",
        ["GET /api/v1/sparks"] = "How the best results of some experiments came about, in few numbers",
        ["GET /api/v1/experiments/{experiment}/definition"] = "What an experiment is defined by, as it is stored",
        ["GET /api/v1/experiments/{experiment}/points"] = "What each of many trials came to, column by column",
        ["GET /api/v1/experiments/{experiment}/waiting"] = "Why what does not run now does not",
        ["GET /api/v1/experiments/{experiment}/trials"] = "A page of trials, filtered and ordered",
        ["GET /api/v1/experiments/{experiment}/trials/{trial}"] = "One trial",
        ["GET /api/v1/experiments/{experiment}/curves"] = "Metrics of trials along their training, thinned out",
        ["GET /api/v1/experiments/{experiment}/changes"] = "What has changed since a position",
        ["GET /api/v1/experiments/{experiment}/events"] = "What has happened and why, the newest first",
        ["GET /api/v1/experiments/{experiment}/attempts"] = "What ran when and where, and what became of it",
        ["GET /api/v1/experiments/{experiment}/lineage"] = "Who took over whose weights, and the schedules",
        ["GET /api/v1/experiments/{experiment}/groups"] = "Trials by what they have in common",
        ["GET /api/v1/experiments/{experiment}/trials/{trial}/attempts/{attempt}/log"] = "What an attempt printed",
        ["GET /api/v1/experiments/{experiment}/trials/{trial}/artifacts"] =
            "What lies in a folder of a trial's artifacts",
        ["GET /api/v1/experiments/{experiment}/trials/{trial}/file"] = "The bytes of a trial's artifact",
        ["GET /api/v1/experiments/{experiment}/trials/{trial}/checkpoints"] = "The checkpoints a trial holds",
        ["GET /api/v1/experiments/{experiment}/trials/{trial}/checkpoints/{digest}"] = "The files of a checkpoint",
        ["GET /api/v1/experiments/{experiment}/export"] = "An experiment as a file",
        ["GET /api/v1/experiments/{experiment}/insight"] = "What each trial had and came to, column by column",
        ["GET /api/v1/experiments/{experiment}/importance"] = "How much each parameter matters",
        ["GET /api/v1/experiments/{experiment}/surface"] = "What two parameters together come to",
        ["GET /api/v1/runs"] = "The collections of free-standing runs",
        ["GET /api/v1/runs/{collection}"] = "A collection and a page of its runs, the newest first",
        ["GET /api/v1/runs/{collection}/{run}"] = "A free-standing run",
        ["GET /api/v1/runs/{collection}/{run}/metrics"] = "Metrics of a run along its steps, thinned out",
        ["GET /api/v1/runs/{collection}/{run}/artifacts"] = "What lies in a folder of a run's artifacts",
        ["GET /api/v1/runs/{collection}/{run}/file"] = "The bytes of an artifact",
        ["GET /api/v1/models"] = "A page of registered models",
        ["GET /api/v1/models/{name}"] = "A registered model with its versions",
        ["GET /api/v1/resources"] = "How busy the machine was that runs trials here",
        ["GET /api/v1/nodes"] = "Where trials run, and what runs there",
        ["GET /api/v1/templates"] = "What can be submitted",
        ["POST /api/v1/experiments"] = "Submits an experiment like a template, or like another one",
        ["POST /api/v1/experiments/{experiment}/pause"] = "Saves and frees everything that runs",
        ["GET /api/v1/experiments/{experiment}/audit"] = "Who did what by hand, and when",
        ["POST /api/v1/experiments/{experiment}/resume"] = "Goes on with an experiment",
        ["POST /api/v1/experiments/{experiment}/extend"] = "Gives an experiment more trials or time",
        ["POST /api/v1/experiments/{experiment}/trials"] = "Tries a configuration next",
        ["PATCH /api/v1/experiments/{experiment}"] = "Changes tags, note or title",
        ["DELETE /api/v1/experiments/{experiment}"] = "Puts an experiment into the recycle bin",
        ["POST /api/v1/experiments/{experiment}/purge"] = "Removes an experiment in the recycle bin for good",
        ["POST /api/v1/experiments/{experiment}/restore"] = "Takes an experiment out of the recycle bin",
        ["PATCH /api/v1/experiments/{experiment}/trials/{trial}"] = "Changes tags or note of a trial",
        ["DELETE /api/v1/experiments/{experiment}/trials/{trial}"] = "Puts a trial into the recycle bin",
        ["POST /api/v1/experiments/{experiment}/trials/{trial}/restore"] = "Takes a trial out of the recycle bin",
        ["POST /api/v1/experiments/{experiment}/stop"] = "Ends an experiment; its results stay",
        ["POST /api/v1/experiments/{experiment}/trials/{trial}/stop"] = "Ends a trial; its results stay",
        ["POST /api/v1/links"] = "A link that logs a browser in once",
    };

    private static readonly Dictionary<string, Note> s_parameters = new()
    {
        ["experiment"] = new("The experiment's name; may be repeated where several are asked for."),
        ["trial"] = new("The trial's number.", Least: 0),
        ["collection"] = new("The collection's number.", Least: 0),
        ["run"] = new("The run's id."),
        ["path"] = new("The path of an artifact, parts divided by '/'; default the outermost folder."),
        ["head"] = new("Only so many bytes, as text.", Least: 1, Most: 1_000_000),
        ["name"] = new("The model's name."),
        ["skip"] = new("How many to leave out; default 0.", Least: 0),
        ["take"] = new("How many at most.", Least: 1),
        ["where"] = new("Only those for which this holds, such as metrics.acc > 0.9 AND params.lr < 1e-3."),
        ["order"] = new("Of trials number (default), best, iteration, duration, metrics.NAME or params.NAME; of "
            + "experiments name (default), created, last, state, trials, reports or best."),
        ["descending"] = new("From the last to the first; default false."),
        ["listed"] = new("kept, deleted or all: what of the recycle bin is listed; default kept."),
        ["whole"] = new("Trials with logs of what broke, whole notes and checkpoints; experiments with notes, programs "
            + "and whole best results; 200 at most; default false."),
        ["status"] = new("Only trials that stand there; several with commas."),
        ["metric"] = new("Which metric; may be repeated."),
        ["attempt"] = new("The number of the trial's attempt, from 1.", Least: 0),
        ["before"] = new("Only events before this position; default all.", Least: 0),
        ["kind"] = new("Only events of this kind; several with commas."),
        ["by"] = new("status, or params.NAME."),
        ["digest"] = new("The checkpoint's digest."),
        ["trials"] = new("Which trials: numbers and stretches such as 3-9, with commas."),
        ["from"] = new("From which iteration on; of a log, from which byte on, by default near its end."),
        ["to"] = new("To which iteration; of a link, the page it leads to."),
        ["width"] = new("How many points a curve has at most; default 1000.", Least: 2, Most: 20_000),
        ["since"] = new("The position of what was seen last; default 0.", Least: 0),
        ["times"] = new("Whether each point says when it was; default false."),
        ["format"] = new("The format of the file."),
        ["method"] = new("How importance is found out; without one, the usual way."),
        ["first"] = new("One parameter."),
        ["second"] = new("Another parameter."),
        ["journal"] = new("Which journal the position is of, as the answer before said."),
    };

    /// <summary>What any route may answer instead.</summary>
    public static IReadOnlyList<(string Status, string Why)> Problems { get; } =
    [
        ("400", "What was asked for is not allowed; the detail names the field."),
        ("401", "The token is missing, or wrong."),
        ("403", "The role does not allow it, or a page of another site asks."),
        ("404", "There is no such experiment or trial."),
        ("409", "It cannot be done as things are."),
        ("503", "The store cannot do it now."),
    ];

    /// <summary>What some routes may answer besides.</summary>
    public static IReadOnlyList<(string Status, string Why)> Further { get; } =
    [
        ("408", "The body came too slowly, below 240 bytes a second."),
        ("413", "That is too much: a body above 1 MiB, or an export of more reports than are made here."),
        ("429", "As many exports as may be are being made; ask again."),
        ("504", "It was not done in time, and may still be."),
    ];

    /// <summary>Which of <see cref="Further"/> a route may answer.</summary>
    public static IEnumerable<string> FurtherOf(string verb, string path, bool hasBody) =>
        path.EndsWith("/export", StringComparison.Ordinal) ? ["413", "429"]
        : hasBody ? ["408", "413", "504"]
        : verb is "GET" ? []
        : ["504"];

    /// <summary>What a route answers with that its declaration does not say: the type, and the shape or null for bytes.
    /// </summary>
    public static (string Type, string? Shape)[] ContentsOf(string path) => path switch
    {
        _ when path.EndsWith("/curves", StringComparison.Ordinal) =>
            [("application/json", "CurveList"), ("application/vnd.tunenet.curves", null)],
        _ when path.EndsWith("/definition", StringComparison.Ordinal) => [("application/json", null)],
        _ when path.EndsWith("/checkpoints/{digest}", StringComparison.Ordinal) => [("application/zip", null)],
        _ when path.EndsWith("/export", StringComparison.Ordinal) => [("application/octet-stream", null)],
        _ => [],
    };

    public static string SummaryOf(string route) => s_summaries.GetValueOrDefault(route)
        ?? throw new InvalidOperationException($"RouteNotes has no summary of '{route}'.");

    public static void Describe(OpenApiParameter parameter)
    {
        var note = s_parameters.GetValueOrDefault(parameter.Name!)
            ?? throw new InvalidOperationException($"RouteNotes has nothing about '{parameter.Name}'.");
        parameter.Description = note.Text;
        if (parameter.Schema is OpenApiSchema schema)
        {
            schema.Minimum = note.Least?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            schema.Maximum = note.Most?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    public static OpenApiParameter Key() => new()
    {
        Name = "Idempotency-Key",
        In = ParameterLocation.Header,
        Description = "What makes it happen once, however often it is asked for; without one each time is another.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 250 },
    };

    private sealed record Note(string Text, int? Least = null, int? Most = null);
}
