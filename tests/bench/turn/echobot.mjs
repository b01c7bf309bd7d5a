// Microsoft's EchoBot sample on npm botbuilder 4.23.3: the reference that many bots start from.
import { createRequire } from "node:module";
const require = createRequire(new URL("../../peers/clients/package.json", import.meta.url));
const { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } = require("botbuilder");
const express = require("express");

class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      await context.sendActivity(`Echo: ${context.activity.text}`);
      await next();
    });
  }
}

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new EchoBot();
const app = express();
app.use(express.json());
app.post("/api/messages", (request, response) => adapter.process(request, response, (context) => bot.run(context)));
app.listen(Number(process.argv[2]), "127.0.0.1");
