// Flows, by keyboard, by thumb and without JavaScript.
export async function flows() {}
