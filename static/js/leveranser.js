/** Deliveries: what was planned, sent and received, and what the region says that it got. */
import { DeliveryPage } from "./leveranser/page.js";
import { showPage } from "./lib/shell.js";

showPage({
  name: "leveranser", titleKey: "delivery.title", catalogues: ["vaccine"], main: DeliveryPage, permission: "delivery.read", wide: true,
});
