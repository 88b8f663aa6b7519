#include <errno.h>
#include <string.h>

#include "Connection.h"

typedef struct {
  void *context;
  void (*found)(void *context, const cpipewire_node *node);
} listing;

static const char *text(const struct spa_dict *properties, const char *key) {
  const char *value = spa_dict_lookup(properties, key);
  return value ? value : "";
}

static void take(void *data, uint32_t id, uint32_t permissions, const char *type, uint32_t version,
                 const struct spa_dict *properties) {
  (void)permissions, (void)version;
  listing *list = data;
  if (strcmp(type, PW_TYPE_INTERFACE_Node) != 0 || !properties) return;
  if (strcmp(text(properties, PW_KEY_MEDIA_CLASS), "Video/Source") != 0) return;
  cpipewire_node node = {
    id, text(properties, PW_KEY_OBJECT_SERIAL), text(properties, PW_KEY_NODE_NAME),
    text(properties, PW_KEY_NODE_DESCRIPTION),
  };
  list->found(list->context, &node);
}

static const struct pw_registry_events events = {PW_VERSION_REGISTRY_EVENTS, .global = take};

int cpipewire_list_cameras(int seconds, void *context,
                           void (*found)(void *context, const cpipewire_node *node)) {
  cpipewire_connection connection;
  listing list = {context, found};
  struct spa_hook hook;
  struct pw_registry *registry = NULL;
  int result = cpipewire_connect(&connection, NULL, NULL);
  if (result == 0) {
    registry = pw_core_get_registry(connection.core, PW_VERSION_REGISTRY, 0);
    if (!registry) result = -errno;
  }
  if (result == 0) {
    pw_registry_add_listener(registry, &hook, &events, &list);
    int wanted = pw_core_sync(connection.core, PW_ID_CORE, 0);
    connection.answered = wanted - 1;
    result = cpipewire.pw_thread_loop_start(connection.loop);
    cpipewire.pw_thread_loop_lock(connection.loop);
    struct timespec deadline = cpipewire_deadline(&connection, seconds * 1000);
    while (result == 0 && connection.answered != wanted) {
      result = connection.is_lost ? -EPIPE : cpipewire_wait(&connection, &deadline);
    }
    cpipewire.pw_thread_loop_unlock(connection.loop);
    cpipewire.pw_thread_loop_stop(connection.loop);
    spa_hook_remove(&hook);
  }
  if (registry) cpipewire.pw_proxy_destroy((struct pw_proxy *)registry);
  cpipewire_disconnect(&connection);
  return result;
}
