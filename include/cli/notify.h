/* Tells the service manager how we are (the datagram protocol of sd_notify(3)); silence where there is none. */
#ifndef FORDELA_CLI_NOTIFY_H
#define FORDELA_CLI_NOTIFY_H

/* state: "READY=1", "STOPPING=1", "RELOADING=1\nMONOTONIC_USEC=..." */
void notify_manager(const char *state);

/* RELOADING with the time that the protocol asks for. */
void notify_reloading(void);

#endif
