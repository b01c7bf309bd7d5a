using System.Threading.Channels;
using Chatbot.Contact;
using Chatbot.Knowledge;
using Chatbot.Operations;
using Chatbot.Protocol;
using Chatbot.Storage;
using Chatbot.Triage;

namespace Chatbot.FaultTests;

/// <summary>
/// The rooms of contact requests as a small service of its own: it starts fast enough to be killed a hundred times. With
/// ANSWER_EARLY=1 it answers before it commits, which is the fault that the kill test has to find.
/// </summary>
internal static class FaultHost
{
    public static void Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders();

        // The rooms of the chat are left out, and what needs them is not built.
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = false);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(builder.Configuration).AddKnowledge().AddTriage().AddContact().AddContactDelivery().AddProtocol().AddHealth();
        var app = builder.Build();
        DatabaseStart.Open(app.Services);
        if (Environment.GetEnvironmentVariable("ANSWER_EARLY") == "1")
            AnswerEarly(app);
        app.MapContact();
        app.MapHealth();
        app.Run();
    }

    private static void AnswerEarly(WebApplication app)
    {
        var waiting = Channel.CreateUnbounded<ContactSubmission>();
        var desk = app.Services.GetRequiredService<ContactDesk>();
        _ = Task.Run(async () =>
        {
            await foreach (var submission in waiting.Reader.ReadAllAsync())
                await desk.SubmitAsync(submission, ContactDoor.Api, CancellationToken.None);
        });
        app.MapWhen(context => context.Request.Method == "POST", early => early.Run(async context =>
        {
            await waiting.Writer.WriteAsync((await context.Request.ReadFromJsonAsync<ContactSubmission>())!);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(new { reference = Reference.New() });
        }));
    }
}
