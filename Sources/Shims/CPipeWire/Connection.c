#include "Connection.h"

#include <errno.h>
#include <string.h>

static void answer(void *data, uint32_t id, int sequence) {
  cpipewire_connection *connection = data;
  if (id == PW_ID_CORE) connection->answered = sequence;
  cpipewire.pw_thread_loop_signal(connection->loop, false);
}

static void fail(void *data, uint32_t id, int sequence, int result, const char *message) {
  (void)sequence, (void)message;
  cpipewire_connection *connection = data;
  if (id != PW_ID_CORE || result != -EPIPE) return;
  connection->is_lost = true;
  if (connection->lost) connection->lost(connection->owner);
  cpipewire.pw_thread_loop_signal(connection->loop, false);
}

static const struct pw_core_events events = {
  PW_VERSION_CORE_EVENTS, .done = answer, .error = fail,
};

int cpipewire_connect(cpipewire_connection *connection, void (*lost)(void *owner), void *owner) {
  memset(connection, 0, sizeof *connection);
  connection->lost = lost;
  connection->owner = owner;
  connection->loop = cpipewire.pw_thread_loop_new("vbg.pipewire", NULL);
  if (!connection->loop) return -errno;
  connection->context =
    cpipewire.pw_context_new(cpipewire.pw_thread_loop_get_loop(connection->loop), NULL, 0);
  if (!connection->context) return -errno;
  struct spa_dict_item items[] = {SPA_DICT_ITEM_INIT(PW_KEY_APP_NAME, "vbg")};
  connection->core = cpipewire.pw_context_connect(
    connection->context, cpipewire.pw_properties_new_dict(&SPA_DICT_INIT_ARRAY(items)), 0);
  if (!connection->core) return errno ? -errno : -ECONNREFUSED;
  pw_core_add_listener(connection->core, &connection->listener, &events, connection);
  return 0;
}

struct timespec cpipewire_deadline(cpipewire_connection *connection, int milliseconds) {
  struct timespec time;
  cpipewire.pw_thread_loop_get_time(connection->loop, &time, (int64_t)milliseconds * SPA_NSEC_PER_MSEC);
  return time;
}

int cpipewire_wait(cpipewire_connection *connection, struct timespec *deadline) {
  int result = cpipewire.pw_thread_loop_timed_wait_full(connection->loop, deadline);
  return result == 0 ? 0 : -ETIMEDOUT;
}

void cpipewire_disconnect(cpipewire_connection *connection) {
  if (connection->core) {
    spa_hook_remove(&connection->listener);
    cpipewire.pw_core_disconnect(connection->core);
  }
  if (connection->context) cpipewire.pw_context_destroy(connection->context);
  if (connection->loop) cpipewire.pw_thread_loop_destroy(connection->loop);
  memset(connection, 0, sizeof *connection);
}
