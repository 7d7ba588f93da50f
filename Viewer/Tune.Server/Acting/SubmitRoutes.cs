using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Server.Access;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>What can be submitted, and submitting it.</summary>
internal static class SubmitRoutes
{
    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/templates", async (CancellationToken cancellation) => Answer.Of(served.Acts is { } acts
            ? await acts.TemplatesAsync(cancellation)
            : new TemplateList { Templates = [] })).Produces<TemplateList>();
        routes.MapPost("/experiments", (HttpContext context, CancellationToken cancellation) =>
                SubmitAsync(context, served, cancellation))
            .Accepts<SubmitItem>("application/json").Produces<DoneItem>()
            .WithMetadata(new RequiredRole(TuneRole.Operator));
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, Served served, CancellationToken cancellation)
    {
        var (by, order) = (ActSender.Of(context), await SubmitBody.ReadAsync(context));
        if (served.Acts is not { } acts)
        {
            throw new ProblemException(409, "no_owner", "Nobody runs experiments in this store now; start a program.");
        }

        if (order.Problems().ToArray() is { Length: > 0 } problems)
        {
            throw new ProblemException(400, "request", string.Join(' ', problems));
        }

        var begun = await acts.SubmitAsync(order, by, cancellation);
        return Answer.Of(new DoneItem
        {
            Message = $"{begun.Experiment} is submitted.", Experiment = begun.Experiment, IsRepeat = begun.IsRepeat,
        });
    }
}
