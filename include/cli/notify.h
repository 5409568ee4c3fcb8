/* Tells the service manager how we are (the datagram protocol of sd_notify(3)); silence where there is none. */
#ifndef FORDELA_CLI_NOTIFY_H
#define FORDELA_CLI_NOTIFY_H

/* state: "READY=1", "STOPPING=1", "RELOADING=1\nMONOTONIC_USEC=..." */
void notify_manager(const char *state);

/* How often the service manager wants to hear "WATCHDOG=1", in milliseconds; 0 if it does not. */
int notify_watchdog_ms(void);

/* RELOADING with the time that the protocol asks for. */
void notify_reloading(void);

#endif
