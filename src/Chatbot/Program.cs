using Chatbot.Answering;
using Chatbot.BotFramework;
using Chatbot.Commands;
using Chatbot.Contact;
using Chatbot.Conversations;
using Chatbot.DirectLine;
using Chatbot.Knowledge;
using Chatbot.Operations;
using Chatbot.Pages;
using Chatbot.Protocol;
using Chatbot.Staff;
using Chatbot.Storage;
using Chatbot.Triage;

return CommandLine.Run(args, Serve);

// The web service is a list of its rooms.
static int Serve(string[] args)
{
    // Settings are read once. To watch the file, the framework would watch every folder beneath it, thousands in a checkout.
    var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
    builder.AddSerilogLogging();
    builder.WebHost.UseStaticWebAssets();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services
        .AddStorage(builder.Configuration)
        .AddKnowledge()
        .AddTriage()
        .AddAnswering()
        .AddConversations()
        .AddContact()
        .AddContactDelivery()
        .AddProtocol()
        .AddBotFramework()
        .AddDirectLine()
        .AddPages()
        .AddStaff()
        .AddStaffSignIn(builder.Environment)
        .AddForwarding(builder.Configuration)
        .AddTelemetry(builder.Configuration)
        .AddHealth()
        .AddHostedService<IdleRest>();

    var app = builder.Build();
    DatabaseStart.Open(app.Services);

    // Read the knowledge now: a fault in it has to stop the start, not meet the first visitor.
    app.Services.GetRequiredService<Turn>();

    app.UseForwarding();
    app.UseSecurityHeaders();
    app.UseRequestLogging();
    app.UseFaultPage();
    app.UseRouting();
    app.UseStaff();
    app.MapAsk();
    app.MapContact().RequireCors(DirectLineRoom.Cors);
    app.MapBotFramework();
    app.MapDirectLine();
    app.MapPages();
    app.MapHealth();
    app.Run();
    return 0;
}
