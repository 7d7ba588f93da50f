using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Filters;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>Trials put together by their status or by the value of a parameter.</summary>
internal static class GroupRoutes
{
    private const int GroupsMax = 200;
    private const int TrialsMax = 100_000;

    public static void Map(IEndpointRouteBuilder routes, Served served) =>
        routes.MapGet("/experiments/{experiment}/groups", async (
            string experiment, string by, string? where, CancellationToken cancellation) => Answer.Of(await ListAsync(
                served, experiment, by, string.IsNullOrWhiteSpace(where) ? null : TrialFields.Parse(where),
                cancellation))).Produces<GroupList>();

    private static async Task<GroupList> ListAsync(
        Served served, string experiment, string by, Filter? where, CancellationToken cancellation)
    {
        var spec = (await served.FindAsync(experiment, cancellation)).Spec;
        var parameter = by.StartsWith("params.", StringComparison.Ordinal) ? by[7..] : null;
        if (by != "status" && (parameter is null || spec.Space.Parameters.All(each => each.Name != parameter)))
        {
            throw new BadHttpRequestException(
                $"'by' is '{Problem.Quoted(by)}'; it may be status or params.NAME with a parameter of the space.");
        }

        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        var position = 0L;
        for (var skip = 0; skip < TrialsMax; skip += TrialQuery.TakeMax)
        {
            var page = await served.Store.Tracking.TrialsAsync(
                experiment, new TrialQuery { Where = where, Skip = skip, Take = TrialQuery.TakeMax }, cancellation);
            position = page.Position;
            foreach (var trial in page.Trials)
            {
                Add(groups, spec, parameter, trial);
            }

            if (skip + page.Trials.Count >= page.Total)
            {
                break;
            }
        }

        return new GroupList
        {
            Position = position,
            Groups =
            [
                .. groups.Values.OrderByDescending(each => each.Trials)
                    .ThenBy(each => each.Value, StringComparer.Ordinal).Take(GroupsMax).Select(each => each.ToItem()),
            ],
            Others = Math.Max(0, groups.Count - GroupsMax),
        };
    }

    private static void Add(
        Dictionary<string, Group> groups, ExperimentSpec spec, string? parameter, TrialSummary trial)
    {
        var (value, where) = parameter is null ? (trial.Status.ToString(), Is("status", trial.Status.ToString()))
            : trial.Config.TryGet(parameter, out var known) && known.Kind != ValueKind.Absent
                ? (known.ToString(), Is($"params.`{parameter}`", known))
                : ("", $"params.`{parameter}` IS NULL");
        if (!groups.TryGetValue(value, out var group))
        {
            groups[value] = group = new Group(value, where);
        }

        group.Add(trial.Trial.Number, spec.Objective.ValueOf(trial.BestScore), spec.Objective.Mode);
    }

    private static string Is(string field, ParameterValue value) => value.Kind is ValueKind.Real or ValueKind.Integer
        ? $"{field} = {value.ToString()}" : Is(field, value.ToString());

    private static string Is(string field, string text) =>
        $"{field} = '{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed class Group(string value, string where)
    {
        private int? _bestTrial;
        private double _best;
        private double _sum;
        private int _valued;

        public string Value => value;

        public int Trials { get; private set; }

        public void Add(int trial, double best, Mode mode)
        {
            Trials++;
            if (!double.IsFinite(best))
            {
                return;
            }

            _sum += best;
            _valued++;
            if (_bestTrial is null || (mode == Mode.Max ? best > _best : best < _best))
            {
                (_bestTrial, _best) = (trial, best);
            }
        }

        public GroupItem ToItem() => new()
        {
            Value = value,
            Where = where,
            Trials = Trials,
            BestTrial = _bestTrial,
            Best = _bestTrial is null ? null : _best,
            Mean = _valued == 0 ? null : _sum / _valued,
        };
    }
}
