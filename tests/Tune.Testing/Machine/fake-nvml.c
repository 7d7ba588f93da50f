/* A driver library without cards: what it answers stands in the file STATE, a line for each thing, read anew at every
 * call. See FakeGpuDriver.cs for the lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DONE 0
#define NOT_SUPPORTED 3
#define NOT_FOUND 6
#define TOO_SMALL 7
#define MOST 64

typedef unsigned int uint;
typedef unsigned long long ulong64;

struct memory { ulong64 total, free, used; };
struct utilisation { uint gpu, memory; };
struct process { uint pid; ulong64 used; uint gpu_instance, compute_instance; };

struct device {
    int parent;                 /* -1 for a card */
    char uuid[96], name[96];
    ulong64 total, used;
    int percent, milliwatts, celsius, gone;
};

static struct device devices[MOST];
static uint pids[MOST], holders[MOST];
static int count, held, failure;
static char failing[96];

static void load(void) {
    char line[512];
    FILE *file = fopen(STATE, "r");
    count = held = failure = 0;
    failing[0] = 0;
    if (!file) return;
    while (fgets(line, sizeof line, file)) {
        struct device d;
        memset(&d, 0, sizeof d);
        if (sscanf(line, "device %d %95s %llu %llu %d %d %d %d %95[^\n]", &d.parent, d.uuid, &d.total, &d.used,
                   &d.percent, &d.milliwatts, &d.celsius, &d.gone, d.name) == 9) devices[count++] = d;
        else if (sscanf(line, "process %u %u", &holders[held], &pids[held]) == 2) held++;
        else sscanf(line, "fail %95s %d", failing, &failure);
    }
    fclose(file);
}

static int told(const char *function) {
    load();
    return strcmp(failing, function) == 0 ? failure : DONE;
}

#define TELL(function) do { int result = told(function); if (result) return result; } while (0)

static struct device *at(void *handle) { return &devices[(size_t)handle - 1]; }

int nvmlInit_v2(void) { TELL("nvmlInit_v2"); return DONE; }
int nvmlShutdown(void) { return DONE; }
const char *nvmlErrorString(int result) { return result == 9 ? "Driver Not Loaded" : "Unknown Error"; }

int nvmlSystemGetDriverVersion(char *text, uint length) {
    TELL("nvmlSystemGetDriverVersion");
    snprintf(text, length, "570.86.15");
    return DONE;
}

int nvmlDeviceGetCount_v2(uint *value) {
    TELL("nvmlDeviceGetCount_v2");
    *value = 0;
    for (int i = 0; i < count; i++) if (devices[i].parent < 0) ++*value;
    return DONE;
}

int nvmlDeviceGetHandleByIndex_v2(uint index, void **device) {
    TELL("nvmlDeviceGetHandleByIndex_v2");
    for (int i = 0; i < count; i++)
        if (devices[i].parent < 0 && index-- == 0) {
            *device = (void *)(size_t)(i + 1);
            return devices[i].gone ? 15 : DONE;
        }
    return NOT_FOUND;
}

int nvmlDeviceGetUUID(void *device, char *text, uint length) {
    TELL("nvmlDeviceGetUUID");
    snprintf(text, length, "%s", at(device)->uuid);
    return DONE;
}

int nvmlDeviceGetName(void *device, char *text, uint length) {
    TELL("nvmlDeviceGetName");
    snprintf(text, length, "%s", at(device)->name);
    return DONE;
}

int nvmlDeviceGetMemoryInfo(void *device, struct memory *memory) {
    TELL("nvmlDeviceGetMemoryInfo");
    if (at(device)->gone) return 15;
    memory->total = at(device)->total;
    memory->used = at(device)->used;
    memory->free = memory->total - memory->used;
    return DONE;
}

int nvmlDeviceGetUtilizationRates(void *device, struct utilisation *used) {
    TELL("nvmlDeviceGetUtilizationRates");
    if (at(device)->percent < 0) return NOT_SUPPORTED;
    used->gpu = at(device)->percent;
    used->memory = 0;
    return DONE;
}

int nvmlDeviceGetPowerUsage(void *device, uint *value) {
    TELL("nvmlDeviceGetPowerUsage");
    if (at(device)->milliwatts < 0) return NOT_SUPPORTED;
    *value = at(device)->milliwatts;
    return DONE;
}

int nvmlDeviceGetTemperature(void *device, int which, uint *value) {
    TELL("nvmlDeviceGetTemperature");
    if (which != 0 || at(device)->celsius < 0) return NOT_SUPPORTED;
    *value = at(device)->celsius;
    return DONE;
}

static int has_parts(void *device) {
    for (int i = 0; i < count; i++) if (devices[i].parent == (int)(size_t)device - 1) return 1;
    return 0;
}

int nvmlDeviceGetMigMode(void *device, uint *current, uint *pending) {
    TELL("nvmlDeviceGetMigMode");
    *current = *pending = has_parts(device);
    return DONE;
}

int nvmlDeviceGetMaxMigDeviceCount(void *device, uint *value) {
    TELL("nvmlDeviceGetMaxMigDeviceCount");
    (void)device;
    *value = 7;
    return DONE;
}

int nvmlDeviceGetMigDeviceHandleByIndex(void *device, uint index, void **part) {
    TELL("nvmlDeviceGetMigDeviceHandleByIndex");
    for (int i = 0; i < count; i++)
        if (devices[i].parent == (int)(size_t)device - 1 && index-- == 0) {
            *part = (void *)(size_t)(i + 1);
            return DONE;
        }
    return NOT_FOUND;
}

int nvmlDeviceGetComputeRunningProcesses_v3(void *device, uint *room, struct process *found) {
    TELL("nvmlDeviceGetComputeRunningProcesses_v3");
    uint n = 0;
    for (int i = 0; i < held; i++)
        if (holders[i] == (uint)(size_t)device - 1) {
            if (n < *room && found) {
                memset(&found[n], 0, sizeof found[n]);
                found[n].pid = pids[i];
            }
            n++;
        }
    int small = n > *room;
    *room = n;
    return small ? TOO_SMALL : DONE;
}
