/* SPDX-License-Identifier: MIT */
#include "stdlib/kernels.h"

#include <math.h>

static long double radians(double degrees) { return degrees * (3.14159265358979323846264338327950288L / 180); }

/* The haversine formula on a sphere; in long double, so that the C library's variants do not show. */
static double distance_km(double lat1, double lon1, double lat2, double lon2) {
  const long double radius = 6371.0088L; /* the earth's mean one, km */
  long double up = sinl(radians(lat2 - lat1) / 2), along = sinl(radians(lon2 - lon1) / 2);
  long double chord = up * up + cosl(radians(lat1)) * cosl(radians(lat2)) * along * along;
  if (chord > 1) chord = 1; /* opposite places, by rounding */
  return (double)(2 * radius * asinl(sqrtl(chord)));
}

void fn_distance_km(FnCall *call) {
  EACH_LANE(call, i) {
    give_number(call, i, distance_km(fn_f64(call, 0, i), fn_f64(call, 1, i), fn_f64(call, 2, i), fn_f64(call, 3, i)));
  }
}
