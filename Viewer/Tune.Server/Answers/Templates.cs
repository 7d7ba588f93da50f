using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Hosting;

namespace Tune.Server.Answers;

/// <summary>What a host offers, in the shape that clients read.</summary>
internal static class Templates
{
    public static TemplateList Of(IEnumerable<ExperimentTemplate> templates) => new()
    {
        Templates =
        [
            .. templates.OrderBy(template => template.Name, StringComparer.Ordinal).Select(OfOrNull)
                .OfType<TemplateItem>(),
        ],
    };

    // One that cannot be defined can be submitted by nobody, and hides no other.
    private static TemplateItem? OfOrNull(ExperimentTemplate template)
    {
        try
        {
            return Of(template, template.Tuner.ToSpec());
        }
        catch (InvalidExperimentException)
        {
            return null;
        }
    }

    private static TemplateItem Of(ExperimentTemplate template, ExperimentSpec spec) => new()
    {
        Template = template.Name,
        Description = template.Description,
        Trainable = spec.Trainable,
        Metric = spec.Objective.Metric,
        Mode = spec.Objective.Mode.ToString(),
        Searcher = Details.NameOf(spec.Searcher),
        Scheduler = Details.NameOf(spec.Scheduler),
        Parameters = [.. spec.Space.Parameters.Select(ParameterForm.Of)],
        Trials = spec.Trials,
        TimeBudgetSeconds = spec.TimeBudget?.TotalSeconds,
        Seed = spec.Seed,
        MaxIterations = OrderBook.MaxIterationsOf(spec.Scheduler),
        MaxConcurrent = spec.MaxConcurrent,
    };
}
